import type { LogLevel, LogLine } from '#shared/model/log.ts'
import { logLevels } from '#shared/model/log.ts'
import type { Run } from '#shared/model/run.ts'
import { formatTimeWithMilliseconds } from '../../ui/format.ts'

/** What the panel shows of a run's log. */
export type LogFilter = {
  /** Null: all blocks. */
  readonly blockUuid: string | null
  /** Of that block; null: all attempts. */
  readonly attempt: number | null
  readonly minimumLevel: LogLevel
  /** Plain text, case ignored; empty: no search. */
  readonly search: string
}

/** The filter as it fits a run: a block that is not in it, chosen for another run, hides nothing. */
export const fittingFilter = (filter: LogFilter, blocks: readonly string[]): LogFilter =>
  filter.blockUuid === null || blocks.includes(filter.blockUuid)
    ? filter
    : { ...filter, blockUuid: null, attempt: null }

const mostChildren = 20

/** Blocks the log can be narrowed to: all of them, and of children of dynamic blocks those that failed, or `chosen`. */
export const blocksToChoose = (run: Run, chosen: string | null): readonly string[] => {
  const failed = run.blockRuns.filter(
    ({ parentBlockUuid, state }) => parentBlockUuid !== undefined && state === 'failed',
  )
  const shown = new Set(failed.slice(0, mostChildren).map(({ blockUuid }) => blockUuid))
  return run.blockRuns
    .filter(
      ({ blockUuid, parentBlockUuid }) => parentBlockUuid === undefined || blockUuid === chosen || shown.has(blockUuid),
    )
    .map(({ blockUuid }) => blockUuid)
}

const rank = (level: LogLevel) => logLevels.indexOf(level)

/** ANSI escape sequences: colours and cursor moves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with the control character ESC
const escapes = /\u001b\[[0-9;?]*[A-Za-z]/g

/** The line without its colours, for searching and copying. */
export const plainText = (text: string): string => text.replace(escapes, '')

/** Lines that pass block and level; the search does not hide, it marks. */
export const visibleLines = (lines: readonly LogLine[], filter: LogFilter): readonly LogLine[] => {
  const minimum = rank(filter.minimumLevel)
  const { blockUuid, attempt } = filter
  if (blockUuid === null && minimum === 0) return lines
  const isWanted = (line: LogLine) =>
    blockUuid === null ||
    // Its children too, where it ran once per item.
    line.blockUuid.startsWith(`${blockUuid}:`) ||
    (line.blockUuid === blockUuid && (attempt === null || line.attempt === attempt))
  return lines.filter((line) => isWanted(line) && rank(line.level) >= minimum)
}

/** Indices of lines that hold the searched text. */
export const searchHits = (lines: readonly LogLine[], search: string): readonly number[] => {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return []
  return lines.flatMap((line, index) => (plainText(line.text).toLowerCase().includes(wanted) ? [index] : []))
}

/** Lines as text for the clipboard: time, block, text. */
export const linesAsText = (lines: readonly LogLine[]): string =>
  lines.map((line) => `${formatTimeWithMilliseconds(line.time)} ${line.blockUuid} ${plainText(line.text)}`).join('\n')
