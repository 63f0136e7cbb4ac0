/** What a file's bytes are for an editor. */
export type TextContent =
  | { readonly kind: 'text'; readonly text: string; readonly hasMark: boolean }
  | { readonly kind: 'not-text'; readonly why: string }

/** The largest file the editor opens. */
export const biggestEditable = 5 * 1024 * 1024

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** Decodes UTF-8 without changing anything: line ends stay, a byte order mark is kept aside for saving. */
export const decodeText = (bytes: Uint8Array): TextContent => {
  const hasMark = Buffer.from(bytes.subarray(0, 3)).equals(byteOrderMark)
  const content = hasMark ? bytes.subarray(3) : bytes
  const encoding = foreignMark(bytes)
  if (encoding !== null)
    return {
      kind: 'not-text',
      why: `Expected UTF-8 text, but the file is ${encoding}. Convert it to UTF-8 to edit it here.`,
    }
  if (content.includes(0))
    return {
      kind: 'not-text',
      why: 'Expected text, but the file holds binary data. Open it with the program it belongs to.',
    }
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content), hasMark }
  } catch {
    return {
      kind: 'not-text',
      why: 'Expected UTF-8 text, but the file holds bytes that are not. Convert it to UTF-8 to edit it here.',
    }
  }
}

/** The bytes of a text, with the mark the file had. */
export const encodeText = (text: string, hasMark: boolean): Uint8Array =>
  hasMark ? Buffer.concat([byteOrderMark, Buffer.from(text, 'utf8')]) : Buffer.from(text, 'utf8')

/** Why a file of this size is not opened. */
export const tooBig = (bytes: number): string =>
  `Expected a file of at most 5 MB, but this one has ${(bytes / 1024 / 1024).toFixed(1)} MB. Open it with another program.`

const foreignMark = (bytes: Uint8Array): string | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16 (little endian)'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16 (big endian)'
  return null
}
