import { Notification } from 'electron'
import type { Engine } from '#engine/engine.ts'
import { noticeOfRun, type RunNotice } from './run-notice.ts'
import type { Windows } from './windows.ts'

/** A notification that is collected as garbage takes no click any more. */
const shown = new Set<Notification>()

const show = ({ title, body }: RunNotice, onClick: () => void): void => {
  const notification = new Notification({ title, body })
  shown.add(notification)
  notification.on('click', onClick)
  for (const end of ['click', 'close', 'failed'] as const)
    notification.on(end as 'close', () => shown.delete(notification))
  notification.show()
}

/** Brings the window of a project to the front, and what was told of into view. */
const bring = (windows: Windows, holder: number | null, command: string): void => {
  if (holder === null) return
  windows.focus(holder)
  windows.sendTo(holder, 'menu.chosen', { command })
}

const tell = async (engine: Engine, windows: Windows, { projectId, runId }: { projectId: string; runId: number }) => {
  const holder = windows.projects.windowOf(projectId)
  if (holder !== null && windows.get(holder)?.isFocused() === true) return
  const run = await engine.runs.get({ projectId, runId })
  const notice = run.ok ? noticeOfRun(run.value, engine.settings.get().notifyOfRuns) : null
  if (notice === null) return
  show(notice, () => bring(windows, holder, 'run.showNewest'))
}

/**
 * The system tells of runs that end while nobody looks at the window of their project, and of alerts of models. A click brings it to the
 * front.
 */
export const tellSystemOfRuns = (engine: Engine, windows: Windows): void => {
  if (!Notification.isSupported()) return
  engine.events.on('run.happened', (happened) => {
    if (happened.event.kind === 'run-ended') void tell(engine, windows, happened)
  })
  engine.events.on('model.alerted', ({ projectId, modelName, state, alert }) => {
    if (state !== 'opened' || engine.settings.get().notifyOfRuns === 'never') return
    const holder = windows.projects.windowOf(projectId)
    show({ title: `${modelName}: ${alert.rule}`, body: alert.message }, () => bring(windows, holder, 'view.monitor'))
  })
}
