import type { styleText } from 'node:util'
import prettyMilliseconds from 'pretty-ms'
import type { LogLine } from '#shared/model/log.ts'
import type { BlockRun, BlockRunState, Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { counted } from './counted.ts'

export type Style = Extract<Parameters<typeof styleText>[0], string>
/** How lines look: colours or none, and the width of the column of block names. */
export type Look = {
  readonly paint: (style: Style, text: string) => string
  readonly width: number
  readonly live: boolean
  /** Of the terminal, as it is now. */
  readonly columns: () => number
}

const marks = {
  queued: ['○', 'dim'],
  running: ['◔', 'blue'],
  completed: ['✓', 'green'],
  reused: ['↺', 'green'],
  failed: ['✗', 'red'],
  'upstream-failed': ['–', 'dim'],
  'condition-failed': ['–', 'dim'],
  cancelled: ['■', 'yellow'],
  crashed: ['✗', 'red'],
} as const satisfies Record<BlockRunState, readonly [string, Style]>

const levelStyles: Partial<Record<LogLine['level'], Style>> = {
  warning: 'yellow',
  error: 'red',
  critical: 'red',
  debug: 'dim',
}

/** `0.41 s`, `12 ms`; empty where it did not start. Times in milliseconds since the epoch. */
export const duration = (from: number | null, to: number): string =>
  from === null
    ? ''
    : prettyMilliseconds(Math.max(0, to - from), { secondsDecimalDigits: 2, millisecondsDecimalDigits: 0 })

/** Last values of what the block measured, as far as they fit. */
const metricFacts = (blockRun: BlockRun | undefined): string[] => {
  const last = new Map(blockRun?.metrics.map((metric) => [metric.name, metric.value]))
  return [...last].slice(0, 3).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
}

const mostOutputs = 5

/** A block may return thousands of outputs; one line is for all of them. */
const firstFew = (facts: readonly string[]): string[] =>
  facts.length <= mostOutputs
    ? [...facts]
    : [...facts.slice(0, mostOutputs), `and ${facts.length - mostOutputs} more outputs`]

const blockEndedLine = (run: Run, event: Extract<RunEvent, { kind: 'block-ended' }>, look: Look): string => {
  const blockRun = run.blockRuns.find((candidate) => candidate.blockUuid === event.blockUuid)
  const [mark, style] = marks[event.state]
  const passed = event.tests.filter((test) => test.state === 'passed').length
  const facts = firstFew(event.outputs.map((output) => output.summary).filter((summary) => summary !== ''))
  facts.push(...metricFacts(blockRun))
  if (event.tests.length > 0) facts.push(`${passed}/${event.tests.length} tests passed`)
  const words = event.state === 'completed' ? facts.join(' · ') : (event.reason ?? '')
  const time = duration(blockRun?.startedAt ?? null, event.time)
  return `${look.paint(style, mark)} ${event.blockUuid.padEnd(look.width)}  ${time.padStart(8)}  ${words}`.trimEnd()
}

const runEndedLine = (run: Run, event: Extract<RunEvent, { kind: 'run-ended' }>, look: Look): string => {
  const facts = [duration(run.startedAt, event.time), event.reason ?? ''].filter((fact) => fact !== '')
  const state = look.paint(event.state === 'completed' ? 'green' : 'red', `Run ${run.id} ${event.state}`)
  return `${state}${look.paint('dim', facts.map((fact) => ` · ${fact}`).join(''))}`
}

const attemptWords = (attempt: number): string => (attempt === 1 ? '' : ` again, attempt ${attempt}`)

/**
 * What the terminal says of an event; null where it says nothing.
 *
 * @param run the run with the event folded in
 */
export const eventLine = (run: Run, event: RunEvent, look: Look): string | null => {
  switch (event.kind) {
    case 'run-queued':
      return look.paint('bold', `Run ${event.runId} · ${event.pipelineUuid} · ${counted(event.blocks.length, 'block')}`)
    case 'block-started':
      return look.live ? null : `◔ ${event.blockUuid.padEnd(look.width)}  started${attemptWords(event.attempt)}`
    case 'block-ended':
      return blockEndedLine(run, event, look)
    case 'run-ended':
      return runEndedLine(run, event, look)
    case 'run-started':
    case 'block-runs-added':
    case 'metric-recorded':
    case 'block-progressed':
    case 'artifact-written':
      return null
  }
}

/** A log line with its block before it. */
export const logLine = (line: LogLine, look: Look): string => {
  const style = levelStyles[line.level]
  const text = style === undefined ? line.text : look.paint(style, line.text)
  return look.paint('dim', `  ${line.blockUuid.padEnd(look.width)} │ `) + text
}

/** What runs now, for the live line at the bottom. */
export const statusLine = (run: Run, now: number, look: Look): string => {
  const running = run.blockRuns.filter((blockRun) => blockRun.state === 'running')
  const names = running.map((blockRun) => `${blockRun.blockUuid} ${duration(blockRun.startedAt, now)}`)
  const line = `◔ ${[`${run.blocksDone} of ${run.blocksTotal}`, ...names].join(' · ')}`
  const most = look.columns() - 1
  // A line that is broken into two could not be erased.
  return look.paint('blue', line.length <= most ? line : `${line.slice(0, most - 1)}…`)
}
