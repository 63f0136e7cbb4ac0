import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { isTokenOf, tokenDigest } from '#engine/http/tokens.ts'
import type { ListenSpec } from './messages.ts'
import type { Refusal } from './protocols/protocol.ts'

/** Whether only this computer can reach an address. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)

/** The name in a Host header, without its port. */
const nameOf = (host: string): string =>
  host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase()

/**
 * A page of the internet that had its own name lead here must not call: only names of this computer are answered. An address in numbers
 * is nobody's name, so that it cannot have been led here.
 */
const isOwnName = (name: string, listen: ListenSpec): boolean => {
  if (listen.allowedHosts.some((allowed) => allowed.toLowerCase() === name)) return true
  if (isLoopback(listen.host)) return isLoopback(name)
  return (
    name === 'localhost' || isIP(name) !== 0 || name === hostname().toLowerCase() || name === listen.host.toLowerCase()
  )
}

const bearer = /^Bearer +(\S+) *$/i

/** Whether a page of another site sent it: none may, since there is no CORS. */
const isForeignOrigin = (origin: string | undefined, host: string): boolean => {
  if (origin === undefined) return false
  try {
    return new URL(origin).host.toLowerCase() !== host.toLowerCase()
  } catch {
    // `null`, as pages without an origin have.
    return true
  }
}

export type Guard = (headers: IncomingHttpHeaders, isOpen: boolean) => Refusal | null

/** Decides who is let in. `isOpen`: an address that tells no more than that somebody listens. */
export const createGuard = (listen: ListenSpec): Guard => {
  const token = listen.token === null ? null : tokenDigest(listen.token)
  return ({ host = '', origin, authorization = '' }, isOpen) => {
    if (!isOwnName(nameOf(host), listen)) {
      const message = `Expected a name of this computer in the Host header, got "${host.slice(0, 100)}". Add it to allowed_hosts to allow it.`
      return { status: 403, code: 'foreign-host', message }
    }
    if (isForeignOrigin(origin, host)) {
      return { status: 403, code: 'foreign-origin', message: 'Pages of other sites may not call this endpoint.' }
    }
    if (token === null || isOpen || isTokenOf(bearer.exec(authorization)?.[1] ?? '', token)) return null
    return {
      status: 401,
      code: 'token',
      message: 'Expected the header Authorization: Bearer <token> of this endpoint.',
    }
  }
}
