import { failureOf } from '../../commands/failure-commands.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { stateLooks } from '../../ui/state.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

/** The block that the newest run of the shown pipeline broke at; a click goes to the line. */
export const FailedRun = () => {
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  const run = useRunStore(({ runs, latest }) => runs[latest[pipelineUuid ?? ''] ?? -1])
  if (run === undefined || run.state !== 'failed') return null
  const failure = failureOf(run)
  if (failure === null) return null
  return (
    <Tooltip content="Go to the line that failed" shortcut={shortcutOf('run.showFailure')} side="top">
      <button
        type="button"
        className="min-w-0 truncate rounded-sm text-failed hover:underline"
        onClick={() => void runCommand('run.showFailure')}
      >
        {`Run ${run.id} · ${failure.blockUuid} ${stateLooks[failure.state].label.toLowerCase()}`}
      </button>
    </Tooltip>
  )
}
