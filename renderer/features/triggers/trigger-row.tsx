import { Copy, Pencil, Play } from 'lucide-react'
import { Switch as RadixSwitch } from 'radix-ui'
import type { TriggerFire, TriggerStatus } from '#shared/model/trigger.ts'
import { copyText, openRun } from '../../commands/run-commands.ts'
import { answerMissed, runTrigger, switchTrigger } from '../../commands/trigger-commands.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatTimeWithZone, formatWhen } from '../../ui/format.ts'
import { StateIcon } from '../../ui/state.tsx'
import { fireWords, markLabels, markWords, whenWords } from './trigger-words.ts'

const LastFire = ({ fire }: { readonly fire: TriggerFire | null }) => {
  if (fire === null) return <span className="text-muted">Never</span>
  const { runId, runState } = fire
  const words = (
    <span className="inline-flex items-center gap-1.5">
      {runState === null || fire.state !== 'started' ? null : <StateIcon state={runState} />}
      {fireWords(fire)}
    </span>
  )
  return (
    <div className="flex flex-col">
      {runId === null || runState === null ? (
        words
      ) : (
        <button
          type="button"
          className="self-start text-left hover:text-accent-strong hover:underline"
          onClick={() => openRun(runId)}
        >
          {words}
        </button>
      )}
      <span className="text-muted text-xs" title={formatTimeWithZone(fire.firedAt)}>
        {fire.reason ?? formatWhen(fire.firedAt)}
      </span>
    </div>
  )
}

const NextFires = ({ status, isPaused }: { readonly status: TriggerStatus; readonly isPaused: boolean }) => {
  const { trigger, next, inEnvironment } = status
  if (!trigger.active) return <span className="text-muted">Off</span>
  if (!inEnvironment) return <span className="text-muted">Not in this environment</span>
  if (isPaused) return <span className="text-warning">Paused</span>
  if (next.length === 0) return <span className="text-muted">Waits</span>
  return (
    <ol className="m-0 flex list-none flex-col whitespace-nowrap p-0 tabular-nums">
      {next.map(({ at, mark }, index) => (
        <li key={at} className={index === 0 ? 'text-primary' : 'text-muted text-xs'} title={formatTimeWithZone(at)}>
          {formatWhen(at)}
          {mark === null ? null : (
            <span className="ml-1.5" title={markWords[mark]}>
              <Badge tone="warning">{markLabels[mark]}</Badge>
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

/** Where to post to: Mage's own address, so that existing calls go on working. */
const ApiAddress = ({ api, isOn }: { readonly api: NonNullable<TriggerStatus['api']>; readonly isOn: boolean }) => {
  const curl = `curl -X POST '${api.url}' -H 'Content-Type: application/json' -d '{"pipeline_run": {"variables": {}}}'`
  return (
    <div className="mt-1 flex flex-col items-start gap-1">
      <code className="max-w-112 select-text break-all font-mono text-secondary text-xs">{api.url}</code>
      {isOn && !api.listening ? (
        <span className="text-warning text-xs">
          Nothing answers there now: trust the folder, or free the port, or choose another one in Settings.
        </span>
      ) : null}
      <Button size="sm" icon={<Copy size={12} />} onClick={() => void copyText(curl)}>
        Copy as curl
      </Button>
    </div>
  )
}

const Missed = ({ fire, columns }: { readonly fire: TriggerFire; readonly columns: number }) => (
  <tr className="bg-warning/10">
    <td colSpan={columns} className="px-4 py-2">
      <div className="flex flex-wrap items-center gap-2 text-secondary">
        <span className="min-w-0 flex-1">{fire.reason}</span>
        <Button size="sm" onClick={() => void answerMissed(fire.id, 'once')}>
          Run once
        </Button>
        <Button size="sm" onClick={() => void answerMissed(fire.id, 'all')}>
          Run all
        </Button>
        <Button size="sm" variant="ghost" onClick={() => void answerMissed(fire.id, 'skip')}>
          Skip them
        </Button>
      </div>
    </td>
  </tr>
)

type RowProps = {
  readonly status: TriggerStatus
  readonly isPaused: boolean
  /** Names the pipeline too, on a page of all. */
  readonly showPipeline: boolean
  readonly onEdit: () => void
}

/** One trigger: on or off, what it waits for, how it fired last, when it fires next. */
export const TriggerRow = ({ status, isPaused, showPipeline, onEdit }: RowProps) => {
  const { trigger, pipelineUuid } = status
  const place = { pipelineUuid, name: trigger.name }
  return (
    <>
      <tr className="border-subtle border-t align-top hover:bg-hover">
        <td className="w-12 py-2.5 pl-4">
          <RadixSwitch.Root
            aria-label={`${trigger.name} is on`}
            checked={trigger.active}
            onCheckedChange={(active) => void switchTrigger(place, active)}
            className="relative block h-4.5 w-8 rounded-full bg-strong transition-colors duration-100 after:absolute after:-inset-1 data-[state=checked]:bg-accent"
          >
            <RadixSwitch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-canvas transition-transform duration-100 data-[state=checked]:translate-x-4" />
          </RadixSwitch.Root>
        </td>
        <td className="min-w-40 py-2 pr-3 pl-2">
          <button
            type="button"
            className="-my-0.5 min-h-6 text-left font-medium text-primary hover:underline"
            onClick={onEdit}
          >
            {trigger.name}
          </button>
          <div className="text-muted text-xs">
            {showPipeline ? `${pipelineUuid} · ` : ''}
            {whenWords(trigger.when)}
          </div>
          {status.api === null ? null : <ApiAddress api={status.api} isOn={trigger.active} />}
          {trigger.description === null ? null : <div className="mt-0.5 text-muted text-xs">{trigger.description}</div>}
        </td>
        <td className="py-2 pr-3 text-secondary">
          <NextFires status={status} isPaused={isPaused} />
        </td>
        <td className="py-2 pr-3 text-secondary">
          <LastFire fire={status.lastFire} />
        </td>
        <td className="w-20 whitespace-nowrap py-1.5 pr-3 text-right">
          <IconButton label={`Run once: ${trigger.name}`} onClick={() => void runTrigger(place)}>
            <Play size={13} />
          </IconButton>
          <IconButton label={`Edit ${trigger.name}`} onClick={onEdit}>
            <Pencil size={13} />
          </IconButton>
        </td>
      </tr>
      {status.asked === null ? null : <Missed fire={status.asked} columns={5} />}
    </>
  )
}
