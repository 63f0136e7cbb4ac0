import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok, type Result } from '#shared/result.ts'
import { writeDurably } from './durable-write.ts'
import { systemCode, writeFailure } from './file-errors.ts'
import { stateFolderName } from './project-folders.ts'

/**
 * Makes `<project>/.pipewright` with a `.gitignore` that keeps all of it out of git. A link in its place is refused, since what we write
 * and clean up in there would happen somewhere else.
 */
export const ensureStateDirectory = async (projectPath: string): Promise<Result<string>> => {
  const path = join(projectPath, stateFolderName)
  const shown = `${stateFolderName} in the project folder`
  try {
    // Data, logs and tokens of triggers are in there: other users of this machine have no business with them.
    await mkdir(path, { mode: 0o770 })
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') return writeFailure(error, shown)
    const facts = await lstat(path).catch(() => null)
    if (facts !== null && !facts.isDirectory()) return taken(facts.isSymbolicLink() ? 'a symbolic link' : 'a file')
  }
  const ignored = await lstat(join(path, '.gitignore')).catch(() => null)
  if (ignored !== null) return ok(path)
  const written = await writeDurably(join(path, '.gitignore'), '*\n', { shownPath: `${stateFolderName}/.gitignore` })
  return written.ok ? ok(path) : written
}

const taken = (by: string) =>
  fail(
    'write-failed',
    `Expected ${stateFolderName} in the project folder to be a folder for run history, but it is ${by}. Rename or delete it, then try again.`,
    { path: stateFolderName },
  )
