import { bridge } from '../bridge/bridge.ts'
import { subscribeToEvents } from '../bridge/subscriptions.ts'
import { useProjectStore } from '../state/project-store.ts'
import { showUi } from '../state/ui-store.ts'
import { flushArrangement, rememberView } from './arrange.ts'
import { listenToDrops } from './drop-folder.ts'
import { rememberEditor } from './file-session.ts'
import { noteInputKind } from './input-kind.ts'
import { listenToKeys } from './keys.ts'
import { openAskedFolder } from './project-opening.ts'

/** The look in force as the page knows it: the system's, or what the app set for the user. */
export const systemTheme = () =>
  window.matchMedia?.('(prefers-color-scheme: light)').matches === true ? 'light' : 'dark'

/**
 * Asks what this window shows.
 * @returns what went wrong, or null
 */
export const readStart = async (): Promise<string | null> => {
  const start = await bridge().request('system.start', {})
  if (!start.ok) return start.error.message
  const { settings, projectId } = start.value
  showUi({ theme: settings.theme === 'system' ? systemTheme() : settings.theme })
  useProjectStore.setState({ start: start.value, projectId })
  if (projectId === null) void openAskedFolder()
  return null
}

/**
 * Connects the window: events, keys, drops, what is remembered.
 * @returns its own undo
 */
export const connectWindow = (): (() => void) => {
  window.addEventListener('pagehide', flushArrangement)
  const undo = [subscribeToEvents(), listenToKeys(), listenToDrops(), rememberView(), rememberEditor(), noteInputKind()]
  return () => {
    window.removeEventListener('pagehide', flushArrangement)
    for (const stop of undo) stop()
  }
}
