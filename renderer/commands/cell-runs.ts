import { toast } from 'sonner'
import type { Run } from '#shared/model/run.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { showNotebook, useNotebookStore, type WaitingCell } from '../state/notebook-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { startRun } from './run-commands.ts'

const newestRun = (pipelineUuid: string): Run | undefined => {
  const { latest, runs } = useRunStore.getState()
  return runs[latest[pipelineUuid] ?? -1]
}

const isActive = (run: Run | undefined): boolean => run !== undefined && !isFinalRunState(run.state)

let isStarting = false
let stopFollowing: (() => void) | null = null

const giveUp = (): void => {
  showNotebook({ waiting: [] })
  stopFollowing?.()
  stopFollowing = null
}

const start = async ({ pipelineUuid, block }: WaitingCell): Promise<void> => {
  const before = newestRun(pipelineUuid)?.id
  isStarting = true
  try {
    await startRun({ pipelineUuid, scope: { kind: 'only', block }, variables: {} })
  } finally {
    isStarting = false
  }
  // It was refused, or asks the user something: what waited behind it was meant to come after it.
  if (newestRun(pipelineUuid)?.id === before) giveUp()
  else goOn()
}

/** Starts the next cell once the run before it has completed; after one that did not, none of them runs. */
const goOn = (): void => {
  const { waiting } = useNotebookStore.getState()
  const [next, ...rest] = waiting
  if (next === undefined) {
    giveUp()
    return
  }
  const run = newestRun(next.pipelineUuid)
  if (isStarting || isActive(run)) return
  if (run?.state !== 'completed') {
    giveUp()
    const names = waiting.map(({ block }) => block).join(', ')
    toast.warning(`Not run: ${names}`, { description: `Run ${run?.id} before did not complete.` })
    return
  }
  showNotebook({ waiting: rest })
  void start(next)
}

/**
 * Runs one block alone, with the newest outputs of what it waits for. While a run of the pipeline goes on, the block waits for its end, as
 * cells of a notebook do.
 */
export const runCell = async (pipelineUuid: string, block: string): Promise<void> => {
  if (!isStarting && !isActive(newestRun(pipelineUuid))) {
    await start({ pipelineUuid, block })
    return
  }
  const { waiting } = useNotebookStore.getState()
  const isKnown = waiting.some((cell) => cell.block === block && cell.pipelineUuid === pipelineUuid)
  if (!isKnown) showNotebook({ waiting: [...waiting, { pipelineUuid, block }] })
  stopFollowing ??= useRunStore.subscribe(goOn)
}

/** Takes a cell out of those that wait. */
export const leaveQueue = (block: string): void =>
  showNotebook({ waiting: useNotebookStore.getState().waiting.filter((cell) => cell.block !== block) })
