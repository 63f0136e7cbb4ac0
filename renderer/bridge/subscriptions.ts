import type { EventName, EventPayload } from '#shared/contract/events.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { followDebug } from '../commands/debug-session.ts'
import { enterProject, leaveProject } from '../commands/enter-project.ts'
import { takeFileChange } from '../commands/file-changes.ts'
import { openAskedFolder } from '../commands/project-opening.ts'
import { runCommand } from '../commands/registry.ts'
import { answerCloseRequest } from '../commands/window-closing.ts'
import { takeDebugText } from '../state/debug-store.ts'
import { takeEnvironmentProgress } from '../state/environment-store.ts'
import { currentProjectId, takeSettings } from '../state/project-store.ts'
import { appendLogLines, foldRunEvent, takeRunSnapshot } from '../state/run-store.ts'
import { endTerminal, takeTerminalText } from '../state/terminal-store.ts'
import { showUi } from '../state/ui-store.ts'
import { askAgain, askAgainFor, askAgainPaced, askAgainWhere } from './answers.ts'
import { bridge } from './bridge.ts'

type Listeners = { readonly [Name in EventName]: (payload: EventPayload<Name>) => void }

const ours = (payload: { readonly projectId: string }) => payload.projectId === currentProjectId()

/** Runs being asked for, so that a burst of events asks once. */
const asked = new Set<number>()

const askForRun = async (projectId: string, runId: number): Promise<void> => {
  if (asked.has(runId)) return
  asked.add(runId)
  const result = await bridge().request('run.get', { projectId, runId })
  asked.delete(runId)
  if (result.ok && projectId === currentProjectId()) takeRunSnapshot(result.value)
}

const changesLists: ReadonlySet<RunEvent['kind']> = new Set<RunEvent['kind']>([
  'run-queued',
  'run-started',
  'block-ended',
  'run-ended',
])

const onRunEvent = (payload: EventPayload<'run.happened'>): void => {
  const { projectId, runId, event, seq } = payload
  if (!foldRunEvent(runId, event, seq)) void askForRun(projectId, runId)
  if (changesLists.has(event.kind)) askAgainPaced('run.list')
  if (event.kind === 'run-queued' || event.kind === 'run-ended') void askAgainFor('project.get', { projectId })
  if (event.kind === 'run-queued') void askAgain('run.rememberedVariables')
  if (event.kind === 'run-ended') {
    void askAgain('overview.get')
    void askAgain('run.newestOfBlocks')
  }
  if (event.kind === 'block-ended') {
    const isOld = (input: { readonly runId: number; readonly blockUuid: string }) =>
      input.runId === runId && input.blockUuid === event.blockUuid
    void askAgainWhere('output.preview', isOld)
    void askAgainWhere('output.page', isOld)
  }
}

const onProjectChanged = ({ projectId, pipelines, blockFiles, tree }: EventPayload<'project.changed'>): void => {
  void askAgainFor('project.get', { projectId })
  for (const pipelineUuid of pipelines) void askAgainFor('pipeline.get', { projectId, pipelineUuid })
  if (pipelines.length > 0 || blockFiles) void askAgain('project.blocks')
  if (pipelines.length > 0) void askAgain('trigger.list')
  if (blockFiles) void askAgain('block.files')
  if (tree || blockFiles) {
    void askAgain('file.list')
    void askAgain('file.search')
  }
}

const onHistoryChanged = (): void => {
  for (const name of [
    'run.list',
    'run.latest',
    'run.newestOfBlocks',
    'run.get',
    'project.get',
    'trigger.list',
  ] as const)
    void askAgain(name)
}

const onEnvironmentChanged = (): void => {
  void askAgain('environment.get')
  void askAgain('environment.interpreters')
}

/** Of one tracked run all its answers are old; `experiment.list` counts them. */
const askTrackingAgain = (trackedRunIds: readonly string[]): void => {
  const isOld = (id: string) => trackedRunIds.length === 0 || trackedRunIds.includes(id)
  void askAgain('experiment.list')
  void askAgain('trackedRun.search')
  void askAgainWhere('trackedRun.get', (input) => isOld(input.trackedRunId))
  void askAgainWhere('trackedRun.artifacts', (input) => isOld(input.trackedRunId))
  void askAgainWhere('trackedRun.history', (input) => input.trackedRunIds.some(isOld))
}

const askMonitorAgain = (modelName: string): void => {
  void askAgain('monitor.models')
  void askAgain('monitor.alerts')
  for (const request of [
    'monitor.traffic',
    'monitor.drift',
    'monitor.performance',
    'monitor.settings',
    'monitor.retrainings',
  ] as const)
    void askAgainWhere(request, (input) => input.modelName === modelName)
}

/** What each event does. Complete by its type: an event nobody hears does not compile. */
const listeners: Listeners = {
  'project.changed': (payload) => ours(payload) && onProjectChanged(payload),
  'file.changed': (payload) => {
    if (!ours(payload)) return
    void askAgainWhere('file.read', (input) => input.path === payload.path)
    void takeFileChange(payload.path, payload.etag)
  },
  'run.happened': (payload) => ours(payload) && onRunEvent(payload),
  'run.logged': (payload) => ours(payload) && appendLogLines(payload.runId, payload.lines, payload.gap),
  'history.changed': (payload) => ours(payload) && onHistoryChanged(),
  'trigger.changed': (payload) => ours(payload) && void askAgain('trigger.list'),
  'backfill.changed': (payload) => {
    if (!ours(payload)) return
    void askAgain('backfill.list')
    void askAgain('backfill.get')
  },
  'sweep.changed': (payload) => ours(payload) && void askAgain('sweep.list'),
  'trigger.late': (payload) => ours(payload) && void askAgain('trigger.list'),
  'notification.changed': (payload) => ours(payload) && void askAgain('notification.deliveries'),
  // `trigger.changed` comes with it.
  'trigger.fired': () => {},
  'model.changed': (payload) => {
    if (!ours(payload)) return
    void askAgain('model.list')
    for (const request of ['model.get', 'model.changes'] as const)
      void askAgainWhere(request, (input) => input.name === payload.name)
  },
  'endpoint.changed': (payload) => {
    if (!ours(payload)) return
    void askAgain('endpoint.list')
    void askAgainWhere('endpoint.status', (input) => input.modelName === payload.modelName)
  },
  'tracking.changed': (payload) => ours(payload) && askTrackingAgain(payload.trackedRunIds),
  'monitor.changed': (payload) => ours(payload) && askMonitorAgain(payload.modelName),
  // `monitor.changed` comes with it.
  'model.alerted': () => {},
  'environment.changed': (payload) => ours(payload) && onEnvironmentChanged(),
  'environment.progressed': (payload) => {
    if (!ours(payload)) return
    takeEnvironmentProgress(payload)
    if (payload.state !== 'running') onEnvironmentChanged()
  },
  'terminal.wrote': (payload) => ours(payload) && takeTerminalText(payload.terminalId, payload.text),
  'terminal.ended': (payload) => ours(payload) && endTerminal(payload.terminalId, payload.exitCode),
  'debug.changed': (payload) => ours(payload) && followDebug(payload.session),
  'debug.printed': (payload) => ours(payload) && takeDebugText(payload.text, payload.stream === 'stderr'),
  'settings.changed': ({ settings }) => takeSettings(settings),
  'theme.changed': ({ theme }) => showUi({ theme }),
  'menu.chosen': ({ command }) => void runCommand(command),
  'window.close-requested': ({ activeRuns }) => void answerCloseRequest(activeRuns),
  'window.folder-asked': () => void openAskedFolder(),
  'window.project-changed': ({ projectId }) => {
    if (projectId === currentProjectId()) return
    if (projectId === null) leaveProject()
    else enterProject(projectId)
  },
}

const listen = <Name extends EventName>(name: Name): (() => void) => bridge().subscribe(name, listeners[name])

/**
 * Connects every event to the stores and queries it concerns. The only place that does.
 * @returns its own undo
 */
export const subscribeToEvents = (): (() => void) => {
  const undo = (Object.keys(listeners) as EventName[]).map(listen)
  return () => {
    for (const stop of undo) stop()
  }
}
