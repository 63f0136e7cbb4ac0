import type { Handlers } from '#shared/contract/bridge.ts'
import type { RequestName } from '#shared/contract/requests.ts'
import type { RequestContext } from './host.ts'

/** The handlers whose names start with one of the nouns: what one file must provide in full. */
export type HandlersOf<Noun extends string> = Pick<Handlers<RequestContext>, Extract<RequestName, `${Noun}.${string}`>>
