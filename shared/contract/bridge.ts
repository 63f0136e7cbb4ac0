import type { Result } from '../result.ts'
import type { EventName, EventPayload } from './events.ts'
import type { RequestInput, RequestName, RequestOutput } from './requests.ts'

/** All the window can say and hear. Any transport can carry it; tests carry it in memory. */
export type Bridge = {
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Result<RequestOutput<Name>>>
  /** Returns its own undo. */
  subscribe<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void
  /** Absolute path of a file dropped on the window; the browser hides it from pages. */
  pathForFile(file: unknown): string
}

/** One function per request. A missing one does not compile. `Context` tells who asks. */
export type Handlers<Context> = {
  [Name in RequestName]: (input: RequestInput<Name>, context: Context) => Promise<Result<RequestOutput<Name>>>
}
