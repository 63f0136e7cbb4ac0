import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fail, ok, type Result } from '#shared/result.ts'

const realPathOrNull = async (path: string): Promise<string | null> => {
  try {
    return await realpath(path)
  } catch {
    return null
  }
}

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/**
 * A file below a folder that user code writes to. Links are followed first: one that leads out of the folder is refused, and so the
 * window can never be made to show a file from elsewhere.
 */
export const fileWithin = async (directory: string, path: string): Promise<Result<string>> => {
  const root = await realPathOrNull(directory)
  if (root === null) return fail('not-found', 'The files of this block run are gone. Run the block again to see them.')
  const file = await realPathOrNull(join(root, path))
  if (file === null)
    return fail('not-found', `The file ${path} of this block run is gone. Run the block again to see it.`)
  if (!file.startsWith(root + sep))
    return fail('outside-project', `The file ${path} lies outside its block run and is not shown.`)
  return (await isFile(file)) ? ok(file) : fail('not-found', `${path} is not a file.`)
}
