import type { BlockRun, Run } from '#shared/model/run.ts'
import { showCanvas } from '../state/canvas-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { showUi, useUiStore } from '../state/ui-store.ts'
import type { Command } from './command.ts'
import { openFile } from './file-commands.ts'

/** The block run a failed run broke at: the first that failed by itself; null where none did. */
export const failureOf = (run: Run): BlockRun | null =>
  run.blockRuns
    .filter(({ state }) => state === 'failed' || state === 'crashed')
    .toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))[0] ?? null

const newestFailure = (): BlockRun | null => {
  const { runs, latest } = useRunStore.getState()
  const run = runs[latest[useUiStore.getState().pipelineUuid ?? ''] ?? -1]
  return run === undefined ? null : failureOf(run)
}

/** Selects the block that the newest run of the shown pipeline broke at, and opens its code at the line that failed. */
const goToFailure = async (): Promise<void> => {
  const failure = newestFailure()
  if (failure === null) return
  const place = failure.error?.frames.findLast((frame) => frame.inProject)
  showUi({ page: 'pipelines', centreTab: 'graph', selection: [failure.blockUuid], inspectorTab: 'output' })
  showCanvas({ viewRequest: { kind: 'reveal', block: failure.blockUuid, focus: place === undefined } })
  if (place !== undefined) await openFile(place.file, place.line)
}

export const failureCommands: readonly Command[] = [
  {
    id: 'run.showFailure',
    label: 'Go to the failure of the last run',
    group: 'Run',
    keys: ['F8'],
    enabled: () => newestFailure() !== null,
    run: goToFailure,
  },
]
