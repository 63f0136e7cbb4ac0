import { createHash } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { KeyedQueue } from '#engine/files/keyed-queue.ts'
import { systemCode } from '#engine/project/file-errors.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { isHeld, readOr, removeAbandoned } from '#engine/run/host-files.ts'
import { ownIdentity } from '#engine/run/process-identity.ts'
import { fail, type Result } from '#shared/result.ts'

/** What is done under the lock takes milliseconds; a holder that lives and keeps it this long hangs. */
const longestMs = 20_000

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
