import { create } from 'zustand'
import type { LogLine } from '#shared/model/log.ts'
import type { Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { applyRunEvent } from '#shared/run/apply-run-event.ts'
import { paced } from './paced.ts'

/** Lines kept in the window per run; older ones are read from the files. */
const keptLines = 10_000

type RunState = {
  /** Runs folded live or loaded, by id. */
  readonly runs: Readonly<Record<number, Run>>
  /** Newest run of each pipeline, to colour the canvas. */
  readonly latest: Readonly<Record<string, number>>
  readonly logs: Readonly<Record<number, readonly LogLine[]>>
  /** Runs whose log in the window has a gap: how many gaps so far, until it is filled. */
  readonly gaps: Readonly<Record<number, number>>
}

/** Live runs. Filled by subscriptions and by `run.get`/`run.latest` answers. A run of 2,000 short blocks has some hundred events a second. */
export const useRunStore = create<RunState>()(paced(() => ({ runs: {}, latest: {}, logs: {}, gaps: {} })))

/** Takes a snapshot from the engine; an older one than what was folded changes nothing. */
export const takeRunSnapshot = (run: Run): void =>
  useRunStore.setState((state) => {
    const known = state.runs[run.id]
    if (known !== undefined && known.seq > run.seq) return state
    const newest = Math.max(state.latest[run.pipelineUuid] ?? 0, run.id)
    return { runs: { ...state.runs, [run.id]: run }, latest: { ...state.latest, [run.pipelineUuid]: newest } }
  })

/**
 * Folds an event in.
 * @returns false where the run is not known or events were missed: the caller then asks for a snapshot
 */
export const foldRunEvent = (runId: number, event: RunEvent, seq: number): boolean => {
  const known = useRunStore.getState().runs[runId] ?? null
  if (known === null && event.kind !== 'run-queued') return false
  if (known !== null && seq > known.seq + 1) return false
  takeRunSnapshot(applyRunEvent(known, event, seq))
  return true
}

const lineKey = (line: LogLine) => `${line.blockUuid}\u0000${line.attempt}\u0000${line.line}`

/** Appends log lines; a known (block, attempt, line) is replaced: a progress bar rewriting itself. */
export const appendLogLines = (runId: number, lines: readonly LogLine[], gap: boolean): void =>
  useRunStore.setState((state) => {
    const known = state.logs[runId] ?? []
    const recent = new Map(
      known.slice(-200).map((line, index) => [lineKey(line), known.length - Math.min(200, known.length) + index]),
    )
    const next = known.slice()
    for (const line of lines) {
      const place = recent.get(lineKey(line))
      if (place === undefined) next.push(line)
      else next[place] = line
    }
    return {
      logs: { ...state.logs, [runId]: next.slice(-keptLines) },
      gaps: gap ? { ...state.gaps, [runId]: (state.gaps[runId] ?? 0) + 1 } : state.gaps,
    }
  })

/** Takes what the files say of a run, and keeps the lines that came live after the files were read. */
export const takeLog = (runId: number, lines: readonly LogLine[]): void =>
  useRunStore.setState((state) => {
    const stored = new Set(lines.map(lineKey))
    const readTo = lines.at(-1)?.time ?? 0
    const newer = (state.logs[runId] ?? []).filter((line) => line.time >= readTo && !stored.has(lineKey(line)))
    return {
      logs: { ...state.logs, [runId]: [...lines, ...newer].slice(-keptLines) },
      gaps: { ...state.gaps, [runId]: 0 },
    }
  })

/** Forgets everything, when another project is opened. */
export const resetRuns = (): void => useRunStore.setState({ runs: {}, latest: {}, logs: {}, gaps: {} })
