import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Page } from '@playwright/test'
import { argumentsFor, executable, type LaunchOptions, type RunningApp } from './app.ts'

/** What the system's next file dialogs answer; null = cancelled. */
export const answerFileDialogs = (app: RunningApp, path: string | null): Promise<void> =>
  app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] })
  }, path)

/** Drops a folder on the middle of the window, as the system's file manager does. */
export const dropFolder = async (page: Page, path: string): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data })
  }
  await session.detach()
}

/** Starts the app once more beside a running one, and waits until that second process has gone. @returns its exit code */
export const startAgain = async (app: RunningApp, options: LaunchOptions): Promise<number | null> => {
  const second = spawn(executable(), argumentsFor(options, app.dataDirectory), {
    env: { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: app.dataDirectory },
    stdio: 'ignore',
  })
  const [code] = await once(second, 'exit')
  return typeof code === 'number' ? code : null
}

/** How many windows the app has. */
export const windowCount = (app: RunningApp): Promise<number> =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
