import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import type { EventName, EventPayload } from '#shared/contract/events.ts'
import { fail } from '#shared/result.ts'
import { eventChannel, requestChannel } from './channels.ts'
import type { Dispatch } from './dispatch.ts'

export type IpcOptions = {
  readonly dispatch: Dispatch<{ windowId: number }>
  /** The window a page belongs to; null for pages that are not a window of ours. */
  readonly windowIdOf: (page: WebContents) => number | null
  /** A page that asks is alive. */
  readonly onAsked: (windowId: number) => void
  /** Such as `app://pipewright`. */
  readonly origin: string
  readonly logger: { warn(message: string, facts?: Record<string, unknown>): void }
}

/** Only our own page asks: the main frame of a window of ours, from our own scheme. Frames with user HTML never do. */
const isTrustedSender = (event: IpcMainInvokeEvent, origin: string): boolean => {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${origin}/`)
}

/** Connects the request channel to the dispatcher. The one place where a sender is judged. */
export const serveRequests = ({ dispatch, windowIdOf, onAsked, origin, logger }: IpcOptions): void => {
  ipcMain.handle(requestChannel, (event, name: unknown, input: unknown) => {
    const windowId = windowIdOf(event.sender)
    if (windowId === null || !isTrustedSender(event, origin)) {
      logger.warn('a request from a foreign page was refused', { name: String(name), url: event.senderFrame?.url })
      return fail('invalid-input', 'Only the page of a Pipewright window may ask.')
    }
    onAsked(windowId)
    return dispatch(name, input, { windowId })
  })
}

/** Tells one page a fact. */
export const sendEvent = <Name extends EventName>(page: WebContents, name: Name, payload: EventPayload<Name>): void => {
  if (!page.isDestroyed()) page.send(eventChannel, name, payload)
}
