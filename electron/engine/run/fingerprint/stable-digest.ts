import { createHash } from 'node:crypto'

/** SHA-256, hex, of bytes or text. */
export const digestOf = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex')

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** Half a SHA-256 of plain data: the order of keys does not count. */
export const dataDigest = (value: unknown): string => digestOf(JSON.stringify(sorted(value)) ?? '').slice(0, 32)
