import { type ErrorCode, fail, type Result } from '#shared/result.ts'

/** The system's code of a failed file operation (`ENOENT`), or null where it is something else. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

type Words = { readonly code: ErrorCode; readonly came: string; readonly todo: string }

const full: Words = {
  code: 'disk-full',
  came: 'the disk is full',
  todo: 'Free some space, then try again; nothing on disk was changed.',
}
const forbidden: Words = {
  code: 'read-only',
  came: 'the system does not allow writing there',
  todo: 'Give yourself permission to write, or work on a copy of the project.',
}
const readOnlyDisk: Words = {
  code: 'read-only',
  came: 'it lies on a disk that can only be read',
  todo: 'Copy the project to a disk you can write to and open the copy.',
}
const gone: Words = {
  code: 'not-found',
  came: 'its folder is not there any more',
  todo: 'Bring the folder back or choose another place.',
}
const tooLong: Words = {
  code: 'invalid-input',
  came: 'the name is longer than this disk allows',
  todo: 'Choose a shorter name.',
}
const loop: Words = {
  code: 'unreadable-file',
  came: 'its symbolic links lead in a circle',
  todo: 'Mend or remove the link.',
}

const words: Readonly<Record<string, Words>> = {
  ENOSPC: full,
  EDQUOT: { ...full, came: 'your quota on this disk is used up' },
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: readOnlyDisk,
  ENOENT: gone,
  ENOTDIR: { ...gone, came: 'a file stands where a folder of its path should be' },
  ENAMETOOLONG: tooLong,
  EISDIR: {
    code: 'write-failed',
    came: 'a folder has that name',
    todo: 'Choose another name, or rename the folder first.',
  },
  ELOOP: loop,
}

/** A failed write as words: what was expected, what came, what to do. `shown` is the path as the user knows it. */
export const writeFailure = (error: unknown, shown: string): Result<never> => {
  const code = systemCode(error)
  const known = code === null ? undefined : words[code]
  if (known === undefined) {
    const came = error instanceof Error ? error.message : String(error)
    return fail('write-failed', `Expected to write ${shown}, but the system answered: ${came}. Try again.`, {
      path: shown,
    })
  }
  return fail(known.code, `Expected to write ${shown}, but ${known.came}. ${known.todo}`, { path: shown })
}

const readWords: Readonly<Record<string, string>> = {
  EACCES: 'the system does not allow reading it. Give yourself permission to read it',
  EPERM: 'the system does not allow reading it. Give yourself permission to read it',
  ELOOP: 'its symbolic links lead in a circle. Mend or remove the link',
  EISDIR: 'it is a folder. Choose a file in it',
}

/** A file that was asked for and does not exist. */
export const fileNotThere = (shown: string): Result<never> =>
  fail(
    'not-found',
    `Expected the file ${shown}, but it is not there. It may have been moved or deleted; look for it in the file tree.`,
    { path: shown },
  )

/** A failed read as words. */
export const readFailure = (error: unknown, shown: string): Result<never> => {
  const code = systemCode(error) ?? ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return fileNotThere(shown)
  const came =
    readWords[code] ?? `the system answered: ${error instanceof Error ? error.message : String(error)}. Try again`
  return fail('unreadable-file', `Expected to read ${shown}, but ${came}.`, { path: shown })
}
