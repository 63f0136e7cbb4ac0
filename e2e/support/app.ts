import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'

const root = resolve(import.meta.dirname, '..', '..')

/** What to start the app on. */
export type LaunchOptions = {
  /** Folder given as argument. */
  readonly folder?: string
  /** Bundled example given as argument. */
  readonly example?: string
  /** Further switches of ours, such as `--at-login`. */
  readonly switches?: readonly string[]
  /** The user's data directory; a fresh one where absent. */
  readonly dataDirectory?: string
  readonly env?: Record<string, string>
}

/** The running app. Closing ends it and everything it started; a data directory made here is removed. */
export type RunningApp = AsyncDisposable & {
  readonly electron: ElectronApplication
  readonly page: Page
  readonly dataDirectory: string
  /** What the window's console said as errors since the start. An uncaught error fails the test when the app ends. */
  readonly errors: readonly string[]
}

/** Electron itself. */
export const executable = (): string => {
  const given = process.env.PIPEWRIGHT_ELECTRON
  if (given === undefined) throw new Error('PIPEWRIGHT_ELECTRON must name the Electron executable; npm test sets it.')
  return given
}

const environment = (extra: Record<string, string>): Record<string, string> => {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(inherited), ...extra }
}

/** A command line of the app. */
export const argumentsFor = (options: LaunchOptions, dataDirectory: string): string[] => {
  const target = options.example === undefined ? [] : ['--example', options.example]
  const folder = options.folder === undefined ? [] : [options.folder]
  const switches = options.switches ?? []
  return [root, '--no-sandbox', `--user-data-dir=${dataDirectory}`, ...switches, ...target, ...folder]
}

/** Asks the app to end; one that asks back (something runs, text is unsaved) is killed, which it must survive. */
const endApp = async (app: ElectronApplication): Promise<void> => {
  const closed = app.close().then(() => true)
  const late = new Promise<boolean>((resolveLate) => setTimeout(() => resolveLate(false), 4000))
  if (!(await Promise.race([closed.catch(() => true), late]))) app.process().kill('SIGKILL')
}

/** Starts the built app in a real window of 1400 × 858, as the mocks are shown. */
export const launchApp = async (options: LaunchOptions = {}): Promise<RunningApp> => {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'pipewright-e2e-')))
  const app = await electron.launch({
    executablePath: executable(),
    args: argumentsFor(options, dataDirectory),
    env: environment({ PIPEWRIGHT_DATA_DIRECTORY: dataDirectory, ...options.env }),
  })
  const page = await app.firstWindow()
  const errors: string[] = []
  const uncaught: string[] = []
  page.on('pageerror', (error) => uncaught.push(error.stack ?? String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1400, 858))
  return {
    electron: app,
    page,
    dataDirectory,
    errors,
    [Symbol.asyncDispose]: async () => {
      await endApp(app)
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 })
      if (uncaught.length > 0) throw new Error(`The window had uncaught errors:\n${uncaught.join('\n')}`)
    },
  }
}
