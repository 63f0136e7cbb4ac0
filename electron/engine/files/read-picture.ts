import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { readFailure } from '#engine/project/file-errors.ts'
import type { RequestOutput } from '#shared/contract/requests.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { pictureTypes } from './picture-types.ts'
import type { ResolvedFile } from './project-file-path.ts'

/** The largest picture that is shown, in bytes. */
const biggestPicture = 20 * 1024 * 1024

/** Size of a file that is no text, with its bytes where it is a picture by its name. Fails where it cannot be read. */
export const readPicture = async (file: ResolvedFile): Promise<Result<RequestOutput<'file.picture'>>> => {
  const { path } = file
  try {
    const facts = await stat(file.real)
    // Reading a pipe or a device would wait for ever.
    if (!facts.isFile())
      return fail('unreadable-file', `Expected a file at ${path}, but it is no regular file. Choose another file.`, {
        path,
      })
    const mime = pictureTypes[extname(path).toLowerCase()]
    if (mime === undefined || facts.size > biggestPicture) return ok({ bytes: facts.size, picture: null })
    const bytes = await readFile(file.real)
    return ok({ bytes: bytes.length, picture: { mime, base64: bytes.toString('base64') } })
  } catch (error) {
    return readFailure(error, path)
  }
}
