import { basename } from 'node:path'
import { app, dialog } from 'electron'
import type { Engine } from '#engine/engine.ts'
import type { Project } from '#shared/model/project.ts'
import { fail, type Result } from '#shared/result.ts'
import type { OpenTarget } from './arguments.ts'
import type { Windows } from './windows.ts'

type Asked = Exclude<OpenTarget, { kind: 'nothing' }>

const openProject = async (engine: Engine, target: Asked): Promise<Result<Project>> => {
  if (target.kind === 'example') return engine.projects.openExample({ exampleId: target.exampleId })
  const inspected = await engine.projects.inspect({ path: target.path })
  if (!inspected.ok) return inspected
  const found = inspected.value
  if (found.kind === 'several') {
    const names = found.projects.map(({ path }) => path).join('\n')
    return fail('not-a-project', `${found.path} holds several projects. Open one of them:\n${names}`)
  }
  return engine.projects.open({ path: target.path })
}

const explain = (windows: Windows, target: Asked, message: string): void => {
  const window = windows.front() ?? windows.open()
  const what = target.kind === 'example' ? target.exampleId : basename(target.path)
  void dialog.showMessageBox(window, { type: 'info', message: `${what} could not be opened.`, detail: message })
}

const showProject = (windows: Windows, projectId: string): void => {
  const holder = windows.projects.windowOf(projectId)
  if (holder !== null) {
    windows.focus(holder)
    return
  }
  const free = windows.front()
  // Claimed before the page of a new window can ask what it shows.
  const { id } = free !== null && windows.projects.projectOf(free.id) === null ? free : windows.open()
  windows.projects.claim(id, projectId)
  windows.sendTo(id, 'window.project-changed', { projectId })
  windows.focus(id)
}

/** Shows what a command line, a second start or the system's file manager asked for. */
export const openTarget = async (engine: Engine, windows: Windows, target: OpenTarget): Promise<void> => {
  if (target.kind === 'nothing') {
    windows.focus((windows.front() ?? windows.open()).id)
    return
  }
  const opened = await openProject(engine, target)
  if (opened.ok) showProject(windows, opened.value.id)
  else explain(windows, target, opened.error.message)
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
