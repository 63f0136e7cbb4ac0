import { toast } from 'sonner'
import type { Run, RunScope, RunSummary } from '#shared/model/run.ts'
import type { AppError } from '#shared/result.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { askAgain } from '../bridge/answers.ts'
import { currentProjectId } from '../state/project-store.ts'
import { type RunRequest, useRunRequestStore } from '../state/run-request-store.ts'
import { takeRunSnapshot, useRunStore } from '../state/run-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'
import { saveAllFiles } from './save-all-files.ts'

const pipelineUuid = () => useUiStore.getState().pipelineUuid
const selection = () => useUiStore.getState().selection
/** The last selected block; of a selected child its block, which is the one that can run. */
const selectedBlock = (): string | null => {
  const selected = selection().at(-1) ?? null
  const { latest, runs } = useRunStore.getState()
  const run = runs[latest[pipelineUuid() ?? ''] ?? -1]
  return run?.blockRuns.find(({ blockUuid }) => blockUuid === selected)?.parentBlockUuid ?? selected
}

/** The newest run of the shown pipeline while it is going on; null otherwise. */
export const activeRunId = (): number | null => {
  const shown = pipelineUuid()
  if (shown === null) return null
  const { latest, runs } = useRunStore.getState()
  const run = runs[latest[shown] ?? -1]
  return run === undefined || isFinalRunState(run.state) ? null : run.id
}

const cannotStart = 'The run could not start'

const wait = (request: RunRequest) => useRunRequestStore.setState({ waiting: request })

const runFirst = (error: AppError): boolean => Array.isArray(error.details?.runFirst)

/** A block alone lacks what it waits for: that can be run with it. */
const offerUpstream = (request: RunRequest, error: AppError): void => {
  const { scope } = request
  if (scope.kind !== 'only' || !runFirst(error)) {
    showDialog({ kind: 'error', error, title: cannotStart })
    return
  }
  const run = () => void startRun({ ...request, scope: { kind: 'to', block: scope.block } })
  toast.error(error.message, { duration: 12_000, action: { label: 'Run up to here', onClick: run } })
}

const begin = (projectId: string, request: RunRequest): Promise<{ readonly runId: number } | null> => {
  const { resumes, again, ...fresh } = request
  const options = {
    title: cannotStart,
    handled: {
      'invalid-input': (error: AppError) => offerUpstream(request, error),
      'not-trusted': () => {
        wait(request)
        showDialog({ kind: 'trust', next: 'run' })
      },
    },
  }
  if (resumes === undefined) return ask('run.start', { projectId, ...fresh }, options)
  const chosen = again === undefined ? {} : { again: [...again] }
  return ask('run.resume', { projectId, runId: resumes, ...chosen }, options)
}

const send = async (projectId: string, request: RunRequest): Promise<void> => {
  const started = await begin(projectId, request)
  if (started === null) return
  showUi({ shownRunId: started.runId })
  const run = await ask('run.get', { projectId, runId: started.runId }, { title: 'The run could not be read' })
  if (run !== null) takeRunSnapshot(run)
}

/** True where packages are missing and the user is being asked what to do. */
const asksForRequirements = async (projectId: string, request: RunRequest): Promise<boolean> => {
  const environment = await ask('environment.get', { projectId }, { title: 'The environment could not be read' })
  if (environment?.state !== 'requirements-missing') return false
  wait(request)
  showDialog({ kind: 'requirements-missing' })
  return true
}

/** Starts a run: saves what is unsaved, says what the environment lacks, asks for trust where it is needed. */
export const startRun = async (request: RunRequest): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null || !(await saveAllFiles())) return
  if (await asksForRequirements(projectId, request)) return
  await send(projectId, request)
}

/**
 * Goes on with the run that waited for an answer, if there is one.
 *
 * @param despiteMissing true = the user wants it although packages are missing
 */
export const continueWaitingRun = async (despiteMissing: boolean): Promise<void> => {
  const { waiting } = useRunRequestStore.getState()
  const projectId = currentProjectId()
  useRunRequestStore.setState({ waiting: null })
  if (waiting === null || projectId === null) return
  if (despiteMissing) await send(projectId, waiting)
  else await startRun(waiting)
}

const runScope = (scope: RunScope | null) => async (): Promise<void> => {
  const shown = pipelineUuid()
  if (shown !== null && scope !== null) await startRun({ pipelineUuid: shown, scope, variables: {} })
}

const forBlock = (make: (block: string) => RunScope) => () => {
  const block = selectedBlock()
  return runScope(block === null ? null : make(block))()
}

/** Cancels a run; the state `cancelled` comes when no process of it is left. */
export const cancelRun = async (runId: number): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await ask('run.cancel', { projectId, runId }, { title: 'The run could not be cancelled' })
}

/** Shows a run on the runs page, as it was. */
export const openRun = (runId: number): void => showUi({ page: 'runs', shownRunId: runId, comparedRunId: null })

/** Puts a run beside the one of its pipeline before it; beside itself where it is the first, so that another can be chosen. */
export const compareRun = async (run: RunSummary): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const input = { projectId, pipelineUuid: run.pipelineUuid, states: null, before: run.id, limit: 1 }
  const earlier = await ask('run.list', input, { title: 'The history could not be read' })
  if (earlier !== null) showUi({ page: 'runs', shownRunId: run.id, comparedRunId: earlier[0]?.id ?? run.id })
}

/** Copies text to the clipboard of the system. */
export const copyText = async (text: string): Promise<void> => {
  await ask('system.copyText', { text }, { title: 'Copying failed' })
}

type AttemptPlace = { readonly runId: number; readonly blockUuid: string; readonly attempt: number | null }

/** Shows the raw log of a block run, of its last attempt where none is named, in the system's file manager. */
export const revealLog = async (place: AttemptPlace): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await ask('run.revealLog', { projectId, ...place }, { title: 'The log could not be shown' })
}

/** Takes a run and all it stored out of the history. */
export const deleteRun = async (runId: number): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await ask('run.delete', { projectId, runId }, { title: 'The run could not be deleted' })
}

/** Starts the same again: same scope, same variables, the code of now. */
export const runAgain = (run: Run): Promise<void> =>
  startRun({ pipelineUuid: run.pipelineUuid, scope: run.scope, variables: run.variables })

/** Goes on from a run that did not complete: what it had finished is reused, the rest runs. */
export const retryFromFailed = ({ id, pipelineUuid, scope, variables }: Run): Promise<void> =>
  startRun({ pipelineUuid, scope, variables, resumes: id })

/** Runs the blocks of the shown pipeline that changed, or whose input did. */
export const runChanged = async (): Promise<void> => {
  const shown = pipelineUuid()
  if (shown !== null) await startRun({ pipelineUuid: shown, scope: { kind: 'all' }, variables: {}, reuse: true })
}

/** Says what such a run would do, of the code that is on the screen. */
const explainRun = async (): Promise<void> => {
  const shown = pipelineUuid()
  if (shown === null || !(await saveAllFiles())) return
  void askAgain('run.explain')
  showDialog({ kind: 'explain-run', pipelineUuid: shown })
}

/** The newest run of the shown pipeline, where it ended without being complete. */
const unfinishedRun = (): Run | null => {
  const { latest, runs } = useRunStore.getState()
  const run = runs[latest[pipelineUuid() ?? ''] ?? -1]
  return run === undefined || !isFinalRunState(run.state) || run.state === 'completed' ? null : run
}

const canRun = () => pipelineUuid() !== null && activeRunId() === null
const canRunBlock = () => canRun() && selectedBlock() !== null

export const runCommands: readonly Command[] = [
  {
    id: 'run.all',
    label: 'Run all blocks',
    group: 'Run',
    keys: ['F5'],
    enabled: canRun,
    run: runScope({ kind: 'all' }),
  },
  {
    id: 'run.to-here',
    label: 'Run to here',
    group: 'Run',
    keys: ['Mod+Enter'],
    enabled: canRunBlock,
    run: forBlock((block) => ({ kind: 'to', block })),
  },
  {
    id: 'run.from-here',
    label: 'Run from here',
    group: 'Run',
    keys: ['Mod+Shift+Enter'],
    enabled: canRunBlock,
    run: forBlock((block) => ({ kind: 'from', block })),
  },
  {
    id: 'run.only-this',
    label: 'Run only this block',
    group: 'Run',
    keys: ['Shift+Enter'],
    enabled: canRunBlock,
    run: forBlock((block) => ({ kind: 'only', block })),
  },
  {
    id: 'run.selection',
    label: 'Run selection and upstream',
    group: 'Run',
    enabled: canRunBlock,
    run: () => runScope({ kind: 'selection', blocks: [...selection()], withUpstream: true })(),
  },
  {
    id: 'run.with-variables',
    label: 'Run with variables…',
    group: 'Run',
    keys: ['Shift+F5'],
    enabled: canRun,
    run: () => {
      const shown = pipelineUuid()
      if (shown !== null) showDialog({ kind: 'run-with-variables', pipelineUuid: shown })
    },
  },
  {
    id: 'run.changed',
    label: 'Run what changed',
    group: 'Run',
    keys: ['Mod+F5'],
    enabled: canRun,
    run: runChanged,
  },
  {
    id: 'run.explain',
    label: 'Explain what would run…',
    group: 'Run',
    enabled: canRun,
    run: explainRun,
  },
  {
    id: 'run.resume',
    label: 'Retry the last run from where it failed',
    group: 'Run',
    enabled: () => canRun() && unfinishedRun() !== null,
    run: async () => {
      const run = unfinishedRun()
      if (run !== null) await retryFromFailed(run)
    },
  },
  {
    id: 'run.showNewest',
    label: 'Show the newest run',
    group: 'Run',
    enabled: () => currentProjectId() !== null,
    run: () => showUi({ page: 'runs', shownRunId: null, comparedRunId: null }),
  },
  {
    id: 'run.cancel',
    label: 'Cancel run',
    group: 'Run',
    keys: ['Mod+.'],
    enabled: () => activeRunId() !== null,
    run: async () => {
      const runId = activeRunId()
      if (runId !== null) await cancelRun(runId)
    },
  },
]
