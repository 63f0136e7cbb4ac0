import { Bell, Pause, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TriggerStatus } from '#shared/model/trigger.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { showNotifications } from '../../commands/notification-commands.ts'
import { runCommand } from '../../commands/registry.ts'
import { pauseTriggers } from '../../commands/trigger-commands.ts'
import { Button } from '../../ui/button.tsx'
import { TriggerRow } from './trigger-row.tsx'

/** Pauses all triggers of the project, or lets them go on. */
const PauseButton = ({ isPaused }: { readonly isPaused: boolean }) =>
  isPaused ? (
    <Button icon={<Play size={12} />} onClick={() => void pauseTriggers(false)}>
      Let triggers go on
    </Button>
  ) : (
    <Button variant="ghost" icon={<Pause size={12} />} onClick={() => void pauseTriggers(true)}>
      Pause all
    </Button>
  )

const standingText = (isTrusted: boolean, isPaused: boolean): string => {
  if (!isTrusted) return 'Nothing fires until you trust this folder.'
  return isPaused
    ? 'All triggers of this project are paused: what comes due is skipped.'
    : 'They fire while this window is open, or from a terminal with pipewright schedule.'
}

type ListProps = {
  readonly triggers: readonly TriggerStatus[]
  readonly isPaused: boolean
  readonly showPipeline: boolean
  readonly onEdit: (status: TriggerStatus) => void
  /** Right of the sentence above the table. */
  readonly actions?: ReactNode
}

/** Triggers as a table. */
export const TriggerList = ({ triggers, isPaused, showPipeline, onEdit, actions }: ListProps) => {
  const isTrusted = useProject()?.trusted ?? true
  return (
    <div className="mx-auto max-w-240 p-4">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="m-0 min-w-0 grow basis-72 text-secondary text-sm">{standingText(isTrusted, isPaused)}</p>
        {isTrusted ? (
          <>
            <Button
              icon={<Bell size={13} />}
              onClick={() => showNotifications(showPipeline ? null : (triggers[0]?.pipelineUuid ?? null))}
            >
              Notifications…
            </Button>
            <PauseButton isPaused={isPaused} />
          </>
        ) : (
          <Button onClick={() => void runCommand('project.trust')}>Trust folder…</Button>
        )}
        {actions}
      </div>
      <div className="overflow-x-auto rounded-lg border border-subtle bg-panel">
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr className="h-8 text-left text-muted text-xs">
              <th className="pl-4 font-medium">On</th>
              <th className="pl-2 font-medium">Trigger</th>
              <th className="pr-3 font-medium">Next</th>
              <th className="whitespace-nowrap pr-3 font-medium">Last fire</th>
              <th>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {triggers.map((status) => (
              <TriggerRow
                key={`${status.pipelineUuid}/${status.trigger.name}`}
                status={status}
                isPaused={isPaused}
                showPipeline={showPipeline}
                onEdit={() => onEdit(status)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
