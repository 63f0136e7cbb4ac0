import type { Backfill, BackfillDate, BackfillRange } from '#shared/model/backfill.ts'
import type { Tone } from '../../ui/badge.tsx'
import { formatCount } from '../../ui/format.ts'
import { type State, stateLooks } from '../../ui/state.tsx'

/** `2026-01-31 06:00`, in UTC: the dates of backfills count there, as Mage's do. */
export const utcText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** A time as an input of type `datetime-local` has it, in UTC. */
export const utcInput = (at: number): string => new Date(at).toISOString().slice(0, 16)

/** The time such an input holds; null where it holds none. */
export const utcTime = (text: string): number | null => {
  const at = Date.parse(`${text}Z`)
  return Number.isNaN(at) ? null : at
}

const everyWords = ({ unit, every }: Pick<BackfillRange, 'unit' | 'every'>): string =>
  every === 1 ? `every ${unit}` : `every ${every} ${unit}s`

/** `2026-01-01 00:00 to 2026-01-31 00:00, every day, UTC`; no hours where all are midnight. */
export const rangeWords = (range: BackfillRange): string => {
  const texts = [utcText(range.from), utcText(range.to)]
  const isWhole = texts.every((text) => text.endsWith(' 00:00')) && !['minute', 'hour'].includes(range.unit)
  const [from, to] = isWhole ? texts.map((text) => text.slice(0, 10)) : texts
  return `${from} to ${to}, ${everyWords(range)}, UTC`
}

/** How far it is: `12 of 31 dates completed, 2 failed, 1 running`. */
export const progressWords = ({ total, completed, failed, running }: Backfill): string => {
  const parts = [`${formatCount(completed)} of ${formatCount(total)} ${total === 1 ? 'date' : 'dates'} completed`]
  if (failed > 0) parts.push(`${formatCount(failed)} did not`)
  if (running > 0) parts.push(`${formatCount(running)} running`)
  return parts.join(', ')
}

/** Label and colour of a backfill's state. */
export const backfillLooks: Readonly<Record<Backfill['state'], { readonly label: string; readonly tone: Tone }>> = {
  running: { label: 'Running', tone: 'running' },
  paused: { label: 'Paused', tone: 'warning' },
  completed: { label: 'Completed', tone: 'success' },
  failed: { label: 'Failed', tone: 'failed' },
  cancelled: { label: 'Cancelled', tone: 'warning' },
}

/** A date's state as one of a run. */
export const dateState = ({ state }: BackfillDate): State => {
  if (state === 'waiting') return 'queued'
  return state === 'not-started' ? 'failed' : state
}

/** `2026-01-31 00:00 · Failed · run 41`, for the tooltip of a date. */
export const dateWords = (date: BackfillDate): string => {
  const label = date.state === 'not-started' ? 'Not started' : stateLooks[dateState(date)].label
  const parts = [utcText(date.executionDate), label]
  if (date.runId !== null) parts.push(`run ${date.runId}`)
  if (date.attempt > 1) parts.push(`try ${date.attempt}`)
  return [parts.join(' · '), ...(date.reason === null ? [] : [date.reason])].join('\n')
}
