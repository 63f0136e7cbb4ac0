import { readFile, stat } from 'node:fs/promises'
import { etagOf } from '#engine/project/etag.ts'
import { readFailure } from '#engine/project/file-errors.ts'
import type { RequestOutput } from '#shared/contract/requests.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { ResolvedFile } from './project-file-path.ts'
import { biggestEditable, decodeText, tooBig } from './text-content.ts'

/** A file for the editor: its text, or why it cannot be edited. */
export const readTextFile = async (file: ResolvedFile): Promise<Result<RequestOutput<'file.read'>>> => {
  const { path } = file
  try {
    const facts = await stat(file.real)
    if (facts.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' })
    // Reading a pipe or a device would wait for ever.
    if (!facts.isFile())
      return fail('unreadable-file', `Expected to read ${path}, but it is no regular file. Choose another file.`, {
        path,
      })
    if (facts.size > biggestEditable) {
      // Not editable, hence never saved: any mark that changes with the file will do, and hashing gigabytes would not.
      const etag = etagOf(`${facts.size} ${facts.mtimeMs}`)
      return ok({ path, text: '', etag, editable: false, message: tooBig(facts.size) })
    }
    const bytes = await readFile(file.real)
    const content = decodeText(bytes)
    const etag = etagOf(bytes)
    if (content.kind === 'text') return ok({ path, text: content.text, etag, editable: true, message: null })
    return ok({ path, text: '', etag, editable: false, message: content.why })
  } catch (error) {
    return readFailure(error, path)
  }
}
