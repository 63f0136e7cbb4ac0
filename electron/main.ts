import { realpathSync } from 'node:fs'
import { app, session, shell } from 'electron'
import { createEngine } from '#engine/engine.ts'
import { createHandlers } from './handlers/index.ts'
import { createDispatch } from './ipc/dispatch.ts'
import { serveRequests } from './ipc/electron-ipc.ts'
import { appOrigin, registerSchemes, serveProtocols } from './shell/app-protocol.ts'
import { type OpenTarget, ownArguments, parseArguments } from './shell/arguments.ts'
import { createHost } from './shell/host.ts'
import { createClosing, quitOrderly } from './shell/lifecycle.ts'
import { createLogger } from './shell/logger.ts'
import { followLoginSetting } from './shell/login-start.ts'
import { setMenu } from './shell/menu.ts'
import { collectTargets, openTarget } from './shell/open-target.ts'
import { appPaths, settleDataDirectory } from './shell/paths.ts'
import { lockPages } from './shell/security.ts'
import { completePath } from './shell/shell-path.ts'
import { tellSystemOfRuns } from './shell/system-notifications.ts'
import { applyTheme, onThemeChange } from './shell/theme.ts'
import { keepTray } from './shell/tray.ts'
import { createBoundsStore } from './shell/window-bounds.ts'
import { createWindows } from './shell/windows.ts'

const onFurtherTargets = collectTargets()

const start = async (asked: OpenTarget): Promise<void> => {
  const logger = createLogger()
  const paths = appPaths()
  logger.info('starting', { version: app.getVersion(), electron: process.versions.electron, data: paths.data })
  completePath()

  const engine = await createEngine({
    dataDirectory: paths.data,
    resourcesDirectory: paths.resources,
    hostKind: 'window',
    logger,
    trash: (path: string) => shell.trashItem(path),
  })
  applyTheme(engine.settings.get().theme)

  lockPages(session.defaultSession, logger)
  const { tracking, outputs } = engine
  serveProtocols(paths.renderer, async (url) => (await tracking.artifactFile(url)) ?? outputs.artifactFile(url))
  // Windows need the rules of closing, and those the windows: each is called only after both are there.
  const windows = createWindows({ paths, bounds: createBoundsStore(paths.data), logger }, (window) =>
    closing.guard(window),
  )
  const closing = createClosing({ engine, windows, logger })
  const handlers = createHandlers(engine, createHost(windows, closing.close))
  const checkOutput = process.env.PIPEWRIGHT_CHECK_CONTRACT === '1'
  const dispatch = createDispatch({ handlers, logger, checkOutput })
  serveRequests({ dispatch, windowIdOf: windows.idOf, onAsked: closing.noteAlive, origin: appOrigin, logger })

  engine.events.onAny(windows.send)
  onThemeChange((theme) => {
    windows.repaint()
    windows.send('theme.changed', { theme })
  })
  setMenu((command) => {
    const front = windows.front()
    if (front !== null) windows.sendTo(front.id, 'menu.chosen', { command })
  })
  tellSystemOfRuns(engine, windows)
  keepTray({ engine, windows, paths })
  followLoginSetting(engine, logger)
  quitOrderly({ engine, windows, logger })

  const open = (target: OpenTarget) => {
    openTarget(engine, windows, target).catch((error: unknown) =>
      logger.error('opening failed', { error: String(error) }),
    )
  }
  open(asked)
  onFurtherTargets(open)
}

const appFolder = app.isPackaged ? null : realpathSync(app.getAppPath())
const asked = parseArguments(ownArguments(process.argv, appFolder), process.cwd())
settleDataDirectory()
registerSchemes()
// A second start hands what it was asked for to the first one and goes.
if (app.requestSingleInstanceLock(asked)) {
  void app.whenReady().then(() => start(asked))
} else {
  app.quit()
}
