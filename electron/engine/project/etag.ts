import { createHash } from 'node:crypto'

/** SHA-256 of the bytes, hex: what the contract calls an etag. */
export const etagOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')
