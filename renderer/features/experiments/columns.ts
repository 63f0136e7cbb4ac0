import type { TrackedRun } from '#shared/model/tracking.ts'
import type { ColumnId } from '../../state/experiments-store.ts'
import { formatValue } from '../../ui/chart/scales.ts'
import { formatDuration, formatWhen } from '../../ui/format.ts'

export type Column = {
  readonly id: ColumnId
  readonly label: string
  readonly kind: 'attribute' | 'metric' | 'param' | 'tag'
  readonly isNumeric: boolean
  /** Whether the engine can put tracked runs in its order. */
  readonly isSortable: boolean
}

const attributes: readonly Column[] = [
  { id: 'attributes.status', label: 'Status', kind: 'attribute', isNumeric: false, isSortable: true },
  { id: 'attributes.start_time', label: 'Started', kind: 'attribute', isNumeric: false, isSortable: true },
  { id: 'duration', label: 'Duration', kind: 'attribute', isNumeric: true, isSortable: false },
  { id: 'attributes.user_id', label: 'User', kind: 'attribute', isNumeric: false, isSortable: true },
  { id: 'block', label: 'Block', kind: 'attribute', isNumeric: false, isSortable: false },
]

/** Tags that MLflow and we keep for ourselves. */
const isOwnTag = (key: string): boolean => /^(mlflow|pipewright)\./.test(key)

const countKeys = (runs: readonly TrackedRun[], keysOf: (run: TrackedRun) => readonly string[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const run of runs) for (const key of keysOf(run)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].sort(([a, one], [b, other]) => other - one || a.localeCompare(b)).map(([key]) => key)
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text))

/** All columns that some of the tracked runs have a value for, the most common first. */
export const columnsOf = (runs: readonly TrackedRun[]): readonly Column[] => {
  const metrics = countKeys(runs, (run) => Object.keys(run.metrics)).map(
    (key): Column => ({ id: `metrics.${key}`, label: key, kind: 'metric', isNumeric: true, isSortable: true }),
  )
  const params = countKeys(runs, (run) => Object.keys(run.params)).map((key): Column => {
    const isNumeric = runs.every(({ params: { [key]: value } }) => value === undefined || isNumber(value))
    // The engine sorts params as the texts they are.
    return { id: `params.${key}`, label: key, kind: 'param', isNumeric, isSortable: true }
  })
  const tags = countKeys(runs, (run) => Object.keys(run.tags).filter((key) => !isOwnTag(key))).map(
    (key): Column => ({ id: `tags.${key}`, label: key, kind: 'tag', isNumeric: false, isSortable: true }),
  )
  return [...attributes, ...metrics, ...params, ...tags]
}

/** What is shown before the user chose. */
export const usualColumns = (all: readonly Column[]): readonly ColumnId[] => {
  const first = (kind: Column['kind'], count: number) => all.filter((one) => one.kind === kind).slice(0, count)
  const shown = [...attributes.slice(0, 3), ...first('metric', 6), ...first('param', 6)]
  return shown.map(({ id }) => id)
}

const keyOf = (id: ColumnId): string => id.slice(id.indexOf('.') + 1)

const durationOf = ({ startedAt, endedAt }: TrackedRun): number | null =>
  endedAt === null ? null : endedAt - startedAt

const attributeOf = (run: TrackedRun, id: ColumnId): string | number | null => {
  switch (id) {
    case 'attributes.status':
      return run.status
    case 'attributes.start_time':
      return run.startedAt
    case 'duration':
      return durationOf(run)
    case 'attributes.user_id':
      return run.user
    default:
      return run.blockUuid
  }
}

/** The value of a column; null where the tracked run has none, or none that is a number. */
export const columnValue = (run: TrackedRun, id: ColumnId): string | number | null => {
  if (id.startsWith('metrics.')) return run.metrics[keyOf(id)]?.value ?? null
  if (id.startsWith('tags.')) return run.tags[keyOf(id)] ?? null
  if (!id.startsWith('params.')) return attributeOf(run, id)
  return run.params[keyOf(id)] ?? null
}

/** As `columnValue`, a text that is a number as that number: for charts. */
export const numberOf = (run: TrackedRun, id: ColumnId): number | null => {
  const value = columnValue(run, id)
  if (typeof value === 'number') return value
  return value !== null && isNumber(value) ? Number(value) : null
}

const statusWords: Readonly<Record<string, string>> = {
  RUNNING: 'Running',
  SCHEDULED: 'Waiting',
  FINISHED: 'Completed',
  FAILED: 'Failed',
  KILLED: 'Cancelled',
}

/** A value as the table shows it. */
export const cellText = (run: TrackedRun, id: ColumnId): string => {
  const value = columnValue(run, id)
  if (id.startsWith('metrics.') && value === null) return run.metrics[keyOf(id)] === undefined ? '' : 'NaN'
  if (value === null) return ''
  if (id === 'attributes.status') return statusWords[String(value)] ?? String(value)
  if (id === 'attributes.start_time') return formatWhen(Number(value))
  if (id === 'duration') return formatDuration(Number(value))
  return typeof value === 'number' ? formatValue(value) : value
}

/** MLflow's order for a column; names with other signs than letters stand in backticks. */
export const orderText = (id: ColumnId, isDescending: boolean): string => {
  const [entity = '', ...rest] = id.split('.')
  const key = rest.join('.')
  return `${entity}.${/^\w+$/.test(key) ? key : `\`${key}\``} ${isDescending ? 'DESC' : 'ASC'}`
}

export type Group = { readonly text: string; readonly runs: readonly TrackedRun[] }

/** Tracked runs by the value of a column, in the order the first of each comes. */
export const groupsOf = (runs: readonly TrackedRun[], id: ColumnId): readonly Group[] => {
  const groups = new Map<string, TrackedRun[]>()
  for (const run of runs) {
    const text = cellText(run, id)
    groups.set(text, [...(groups.get(text) ?? []), run])
  }
  return [...groups].map(([text, members]) => ({ text, runs: members }))
}

/** Params that differ among the tracked runs: what was tried. */
export const variedParams = (runs: readonly TrackedRun[], all: readonly Column[]): readonly Column[] =>
  all.filter(({ id, kind }) => kind === 'param' && new Set(runs.map((run) => columnValue(run, id))).size > 1)
