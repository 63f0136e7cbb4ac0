import type { Bridge } from '#shared/contract/bridge.ts'

declare global {
  interface Window {
    readonly bridge?: Bridge
  }
}

let provided: Bridge | null = null

/** For component tests: answers come from memory. */
export const provideBridge = (bridge: Bridge): void => {
  provided = bridge
}

/**
 * The way out of the window. Only commands, queries and subscriptions may call it; components never do.
 * @throws where the page runs outside the app and no bridge was provided
 */
export const bridge = (): Bridge => {
  const found = provided ?? window.bridge
  if (found === undefined) throw new Error('no bridge: this page runs inside the Pipewright window only')
  return found
}
