import { createHash, timingSafeEqual } from 'node:crypto'

/** A token as it is compared. */
export const tokenDigest = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Whether a token is the one of that digest. Digests are compared, so that neither content nor length can be told from the time it takes. */
export const isTokenOf = (given: string, digest: Buffer): boolean => timingSafeEqual(tokenDigest(given), digest)

/** Whether two tokens are the same, as `isTokenOf`. */
export const isSameToken = (given: string, own: string): boolean => isTokenOf(given, tokenDigest(own))
