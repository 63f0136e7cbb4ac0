import { readFile } from 'node:fs/promises'
import { etagOf } from '#engine/project/etag.ts'

/** A pipeline file is a description; one of this size is something else, and would block the window while it is parsed. */
export const largestPipelineFile = 5 * 1024 * 1024

export type FileText =
  | { readonly kind: 'text'; readonly text: string; readonly etag: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'bad'; readonly code: string; readonly reason: string; readonly etag: string | null }

/** A file's text with its byte order mark, if it has one. What cannot be edited as text says why. */
export const readFileText = async (path: string): Promise<FileText> => {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    return failedRead(error)
  }
  const etag = etagOf(bytes)
  if (bytes.length > largestPipelineFile) {
    const megabytes = (bytes.length / 1024 / 1024).toFixed(1)
    const reason = `Expected a file of at most 5 MB, but this one has ${megabytes} MB. Move large values into files of their own.`
    return { kind: 'bad', code: 'file-too-big', reason, etag }
  }
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), etag }
  } catch {
    const reason = 'Expected UTF-8 text, but the file holds bytes that are not. Save it again with UTF-8 encoding.'
    return { kind: 'bad', code: 'not-utf8', reason, etag }
  }
}

const failedRead = (error: unknown): FileText => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' }
  if (code === 'EISDIR') {
    const reason = 'Expected a file, but there is a folder of this name. Rename the folder.'
    return { kind: 'bad', code: 'unreadable-file', reason, etag: null }
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const reason = 'The file may not be read by you. Change its permissions.'
    return { kind: 'bad', code: 'unreadable-file', reason, etag: null }
  }
  const what = code === 'ELOOP' ? 'its link leads in a circle' : error instanceof Error ? error.message : String(error)
  return { kind: 'bad', code: 'unreadable-file', reason: `The file could not be read: ${what}.`, etag: null }
}
