import { basename } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import type { Engine } from '#engine/engine.ts'
import type { Project } from '#shared/model/project.ts'
import { ok, type Result } from '#shared/result.ts'
import type { OpenTarget } from './arguments.ts'
import type { Windows } from './windows.ts'

type Asked = Exclude<OpenTarget, { kind: 'nothing' | 'login' }>

/** What a target turned out to be: a project, or a folder about which the page asks what is meant. */
type Found =
  | { readonly kind: 'project'; readonly project: Project }
  | { readonly kind: 'folder'; readonly path: string }

const find = async (engine: Engine, target: Asked): Promise<Result<Found>> => {
  if (target.kind === 'folder') {
    const inspected = await engine.projects.inspect({ path: target.path })
    if (!inspected.ok) return inspected
    if (inspected.value.kind !== 'project') return ok({ kind: 'folder', path: target.path })
  }
  const opened = await (target.kind === 'example'
    ? engine.projects.openExample({ exampleId: target.exampleId })
    : engine.projects.open({ path: target.path }))
  return opened.ok ? ok({ kind: 'project', project: opened.value }) : opened
}

const explain = (windows: Windows, target: Asked, message: string): void => {
  const window = windows.front() ?? windows.open()
  const what = target.kind === 'example' ? target.exampleId : basename(target.path)
  void dialog.showMessageBox(window, { type: 'info', message: `${what} could not be opened.`, detail: message })
}

/** The window in front where it shows no project, else a new one. */
const freeWindow = (windows: Windows): BrowserWindow => {
  const front = windows.front()
  return front !== null && windows.projects.projectOf(front.id) === null ? front : windows.open()
}

const showFolder = (windows: Windows, path: string): void => {
  const { id } = freeWindow(windows)
  windows.projects.ask(id, path)
  // A page that is not there yet asks by itself once it is.
  windows.sendTo(id, 'window.folder-asked', {})
  windows.focus(id)
}

const showProject = (windows: Windows, projectId: string): void => {
  const holder = windows.projects.windowOf(projectId)
  if (holder !== null) {
    windows.focus(holder)
    return
  }
  // Claimed before the page of a new window can ask what it shows.
  const { id } = freeWindow(windows)
  windows.projects.claim(id, projectId)
  windows.sendTo(id, 'window.project-changed', { projectId })
  windows.focus(id)
}

/** At login: the project opened last, hidden. Where there is none the window is shown, so that nobody wonders what runs. */
const openHidden = async (engine: Engine, windows: Windows): Promise<void> => {
  const last = (await engine.settings.recentProjects()).find(({ exists }) => exists)
  const opened = last === undefined ? null : await engine.projects.open({ path: last.path })
  if (opened === null || !opened.ok) {
    windows.open()
    return
  }
  const { id } = windows.open({ isHidden: true })
  windows.projects.claim(id, opened.value.id)
}

/** Shows what a command line, a second start or the system's file manager asked for. */
export const openTarget = async (engine: Engine, windows: Windows, target: OpenTarget): Promise<void> => {
  if (target.kind === 'nothing') {
    windows.focus((windows.front() ?? windows.open()).id)
    return
  }
  if (target.kind === 'login') return openHidden(engine, windows)
  const found = await find(engine, target)
  if (!found.ok) explain(windows, target, found.error.message)
  else if (found.value.kind === 'folder') showFolder(windows, found.value.path)
  else showProject(windows, found.value.project.id)
}

/**
 * Hears what a second start and macOS ask for. Call it before the app is ready for the first time: macOS tells about a folder
 * dropped on the app only then.
 */
export const collectTargets = (): ((open: (target: OpenTarget) => void) => void) => {
  let waiting: OpenTarget[] = []
  let open = (target: OpenTarget): void => void waiting.push(target)
  app.on('open-file', (event, path) => {
    event.preventDefault()
    open({ kind: 'folder', path })
  })
  // The object handed to the lock; Chromium reorders arguments on the way, this stays as it is.
  app.on('second-instance', (...heard) => open(heard[3] as OpenTarget))
  return (ready) => {
    open = ready
    for (const target of waiting) ready(target)
    waiting = []
  }
}
