import type { BlockRun, Run } from '#shared/model/run.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { unfinishedChildren } from '#shared/run/children.ts'
import { askAgain } from '../bridge/answers.ts'
import { useRunStore } from '../state/run-store.ts'
import { showDialog, useUiStore } from '../state/ui-store.ts'
import type { Command } from './command.ts'
import { activeRunId, startRun } from './run-commands.ts'
import { saveAllFiles } from './save-all-files.ts'

/** Says what would run, of the code that is on the screen, and offers to run it: these block runs of an ended run, and what they feed. */
export const askToRunAgain = async (runId: number, blockRuns: readonly string[]): Promise<void> => {
  if (blockRuns.length === 0 || !(await saveAllFiles())) return
  void askAgain('run.explainResume')
  showDialog({ kind: 'run-again', runId, blockRuns })
}

/** Starts a new run in which only these block runs of an ended one, and what they feed, run; all else is taken over. */
export const runBlockRunsAgain = (
  { id, pipelineUuid, scope, variables }: Run,
  blockRuns: readonly string[],
): Promise<void> => startRun({ pipelineUuid, scope, variables, resumes: id, again: blockRuns })

/** The run that is looked at: on the runs page the shown one, else the newest of the pipeline; null while it goes on. */
const endedRun = (): Run | null => {
  const { page, shownRunId, pipelineUuid } = useUiStore.getState()
  const { runs, latest } = useRunStore.getState()
  const run = runs[page === 'runs' && shownRunId !== null ? shownRunId : (latest[pipelineUuid ?? ''] ?? -1)]
  return run === undefined || !isFinalRunState(run.state) || activeRunId() !== null ? null : run
}

const selectedChild = (): BlockRun | null => {
  const selected = useUiStore.getState().selection.at(-1)
  const found = endedRun()?.blockRuns.find(({ blockUuid }) => blockUuid === selected)
  return found?.parentBlockUuid === undefined ? null : found
}

/** Children that did not complete: of the selected block, or of the block whose child is selected. */
const selectedUnfinished = (): readonly BlockRun[] => {
  const run = endedRun()
  const selected = useUiStore.getState().selection.at(-1)
  if (run === null || selected === undefined) return []
  return unfinishedChildren(run, selectedChild()?.parentBlockUuid ?? selected)
}

const again = async (blockRuns: readonly BlockRun[]): Promise<void> => {
  const run = endedRun()
  if (run !== null)
    await askToRunAgain(
      run.id,
      blockRuns.map(({ blockUuid }) => blockUuid),
    )
}

export const runAgainCommands: readonly Command[] = [
  {
    id: 'run.child-again',
    label: 'Run this child again…',
    group: 'Run',
    enabled: () => selectedChild() !== null,
    run: () => {
      const child = selectedChild()
      return again(child === null ? [] : [child])
    },
  },
  {
    id: 'run.failed-children-again',
    label: 'Run failed children again…',
    group: 'Run',
    enabled: () => selectedUnfinished().length > 0,
    run: () => again(selectedUnfinished()),
  },
]
