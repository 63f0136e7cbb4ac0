import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { KeyedQueue } from '#engine/files/keyed-queue.ts'
import { systemCode } from '#engine/project/file-errors.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { isHostAlive, ownIdentity } from '#engine/run/process-identity.ts'
import { fail, type Result } from '#shared/result.ts'

/** What is done under the lock takes milliseconds; a holder that lives and keeps it this long hangs. */
const longestMs = 20_000

const readOr = async (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

const isHeld = async (content: string): Promise<boolean> => {
  try {
    const { pid, started } = JSON.parse(content) as Record<string, unknown>
    return typeof pid === 'number' && typeof started === 'string' && (await isHostAlive({ pid, started }))
  } catch {
    // Its holder is just writing it; one that was killed between the two is found out by time.
    return true
  }
}

const tryTake = async (path: string, identity: string): Promise<boolean> => {
  try {
    const handle = await open(path, 'wx')
    try {
      await handle.writeFile(identity)
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Moved aside first: of two hosts that find it abandoned only one moves it, and looks at what it moved. */
const removeAbandoned = async (path: string, content: string): Promise<void> => {
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readOr(aside)) === content) await unlink(aside)
  else await rename(aside, path)
}

/** Whether a holder that does not let go is to be waited for no longer because it is dead, or was killed while it took the lock. */
const isAbandoned = async (content: string, isOver: boolean): Promise<boolean> =>
  content === '' ? isOver : !(await isHeld(content))

const take = async (path: string): Promise<boolean> => {
  const identity = JSON.stringify(await ownIdentity())
  const until = Date.now() + longestMs
  let nextLook = Date.now() + 50
  while (!(await tryTake(path, identity))) {
    await pause(2 + Math.random() * 8)
    if (Date.now() < nextLook) continue
    nextLook = Date.now() + 200
    const content = await readOr(path)
    if (content === null) continue
    const isOver = Date.now() > until
    if (await isAbandoned(content, isOver)) await removeAbandoned(path, content)
    else if (isOver) return false
  }
  return true
}

/** Runs work on a model's files while no other host and no other call changes them. */
export const withModelLock = async <Value>(
  { project, queue }: { readonly project: OpenProject; readonly queue: KeyedQueue },
  name: string,
  work: () => Promise<Result<Value>>,
): Promise<Result<Value>> =>
  queue(`${project.id}/${name}`, async () => {
    const state = await project.ensureStateDirectory()
    if (!state.ok) return state
    const folder = join(state.value, 'locks')
    await mkdir(folder, { recursive: true })
    const path = join(folder, `model-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`)
    if (!(await take(path)))
      return fail('conflict', `Another Pipewright has been changing the model "${name}" for a while. Try again.`)
    try {
      return await work()
    } finally {
      await rm(path, { force: true })
    }
  })
