import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Calls `onRecord` for each line of JSON; a line that is none is left out, since user code can write anywhere it likes. */
export const readNdjson = (stream: Readable, onRecord: (record: Record<string, unknown>) => void): void => {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const record = parseRecord(line)
      if (record !== null) onRecord(record)
    }
  })
}

/** One JSON object, or null. */
export const parseRecord = (line: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
