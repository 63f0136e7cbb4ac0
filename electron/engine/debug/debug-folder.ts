import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { requestFileName } from '#engine/run/block-run-directory.ts'
import { parseRecord } from '#engine/run/ndjson.ts'
import { fail, ok, type Result } from '#shared/result.ts'

export type DebugFolder = {
  readonly path: string
  /** What a person should know of the code that is debugged. */
  readonly message: string | null
  remove(): Promise<void>
}

type DebugFolderInput = {
  /** The block run directory. */
  readonly directory: string
  readonly projectPath: string
  readonly stateDirectory: string
  readonly id: string
}

const readOrNull = (path: string): Promise<Buffer | null> => readFile(path).catch(() => null)

/**
 * A folder like that of the block run, for the debugger to run in: the request of then, and the code as the file is now, since
 * breakpoints are lines of it. The block run itself stays as it is.
 */
export const makeDebugFolder = async (input: DebugFolderInput): Promise<Result<DebugFolder>> => {
  const { directory, projectPath, stateDirectory, id } = input
  const request = parseRecord(await readFile(join(directory, requestFileName), 'utf8')) ?? {}
  const block = request.block as { readonly language?: string } | undefined
  if (block?.language !== 'python')
    return fail('unsupported', `Only Python blocks can be debugged; this one is written in ${block?.language}.`)
  const name = typeof request.code === 'string' ? request.code : 'code.py'
  const source = typeof request.sourcePath === 'string' ? request.sourcePath : ''
  const [then, now] = await Promise.all([
    readOrNull(join(directory, name)),
    source === '' ? null : readOrNull(join(projectPath, source)),
  ])
  const code = now ?? then
  if (code === null) return fail('not-found', 'The code of this block run is gone. Run the block again.')
  const path = join(stateDirectory, 'debug', id)
  // What a host left that was killed: there is one session of a project at a time.
  await rm(join(stateDirectory, 'debug'), { recursive: true, force: true, maxRetries: 3 })
  await mkdir(path, { recursive: true })
  await writeFile(join(path, name), code)
  await writeFile(join(path, requestFileName), JSON.stringify(request))
  const isOther = now !== null && then !== null && !now.equals(then)
  const message = isOther ? `${source} has changed since: the code of now runs, with the inputs of then.` : null
  return ok({ path, message, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) })
}
