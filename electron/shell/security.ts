import { app, type Session, shell, type WebContents } from 'electron'
import type { Logger } from '#engine/engine-events.ts'
import { appOrigin } from './app-protocol.ts'

/** All our page may ask the system for: copy and paste. Frames with user HTML have another origin and get nothing. */
const granted = new Set(['clipboard-read', 'clipboard-sanitized-write'])

const isGranted = (permission: string, origin: string) => granted.has(permission) && origin.startsWith(appOrigin)

const lockPage = (page: WebContents, logger: Logger): void => {
  page.setWindowOpenHandler(({ url }) => {
    // A link in Markdown goes to the user's browser; frames with user HTML are sandboxed and cannot come here.
    if (url.startsWith('https://')) void shell.openExternal(url)
    else logger.warn('a page wanted to open a window', { url })
    return { action: 'deny' }
  })
  const refuse = (event: { preventDefault(): void; url: string }) => {
    event.preventDefault()
    logger.warn('a page wanted to leave', { url: event.url })
  }
  page.on('will-navigate', refuse)
  page.on('will-redirect', refuse)
  page.on('will-attach-webview', (event) => event.preventDefault())
}

/** Every page stays where it is, opens nothing and is given nothing, whatever HTML it shows. */
export const lockPages = (session: Session, logger: Logger): void => {
  app.on('web-contents-created', (_event, page) => lockPage(page, logger))
  // biome-ignore lint/complexity/useMaxParams: Electron decides what it calls us with
  session.setPermissionRequestHandler((_page, permission, answer, details) => {
    answer(isGranted(permission, 'requestingUrl' in details ? details.requestingUrl : ''))
  })
  session.setPermissionCheckHandler((_page, permission, origin) => isGranted(permission, origin))
}
