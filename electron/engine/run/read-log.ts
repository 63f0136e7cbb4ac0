import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type LogLevel, type LogLine, logStreams } from '#shared/model/log.ts'
import { blockDirectoryName, logFileName } from './block-run-directory.ts'
import { isAtLeast, levelOr } from './log-levels.ts'
import { indexLines, type LineIndex, linesFrom, type NumberedLine } from './log-lines.ts'
import { parseRecord } from './ndjson.ts'

export type LogQuery = {
  readonly minimumLevel: LogLevel | null
  readonly search: string | null
  readonly fromEnd: boolean
  readonly limit: number
}

export type LogPage = { readonly lines: LogLine[]; readonly total: number }

/** The log of one attempt. */
type AttemptLog = { readonly path: string; readonly blockUuid: string; readonly attempt: number }

const attemptsIn = async (directory: string): Promise<number[]> => {
  let entries: Dirent[]
  try {
    entries = await readdir(directory, { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .filter((entry) => entry.isDirectory() && /^\d+$/.test(entry.name))
    .map((entry) => Number(entry.name))
    .sort((left, right) => left - right)
}

const attemptLogs = async (directory: string, blockUuids: readonly string[]): Promise<AttemptLog[]> => {
  const logs: AttemptLog[] = []
  for (const blockUuid of blockUuids) {
    const blockDirectory = join(directory, blockDirectoryName(blockUuid))
    for (const attempt of await attemptsIn(blockDirectory))
      logs.push({ path: join(blockDirectory, String(attempt), logFileName), blockUuid, attempt })
  }
  return logs
}

const streamOf = (value: unknown): LogLine['stream'] => logStreams.find((stream) => stream === value) ?? 'stdout'

const logLineOf = ({ blockUuid, attempt }: AttemptLog, { line, text }: NumberedLine): LogLine => {
  const record = parseRecord(text)
  // A line cut by a power cut is shown as it is.
  if (record === null) return { blockUuid, attempt, line, time: 0, stream: 'engine', level: 'info', text }
  return {
    blockUuid,
    attempt,
    line,
    time: typeof record.time === 'number' ? record.time : 0,
    stream: streamOf(record.stream),
    level: levelOr(record.level, 'info'),
    text: typeof record.text === 'string' ? record.text : '',
  }
}

const matcher = ({ minimumLevel, search }: LogQuery): ((line: LogLine) => boolean) => {
  const wanted = search?.toLowerCase() ?? ''
  return (line) =>
    (minimumLevel === null || isAtLeast(line.level, minimumLevel)) &&
    (wanted === '' || line.text.toLowerCase().includes(wanted))
}

/** Keeps the first or the last of what it is given, and counts all. */
const createKeeper = <Value>(limit: number, fromEnd: boolean) => {
  let kept: Value[] = []
  let count = 0
  return {
    add: (value: Value) => {
      count += 1
      if (!fromEnd && kept.length >= limit) return
      kept.push(value)
      if (kept.length >= limit * 2) kept = kept.slice(-limit)
    },
    kept: () => (fromEnd ? kept.slice(-limit) : kept),
    count: () => count,
  }
}

const readFiltered = async (log: AttemptLog, query: LogQuery, index: LineIndex): Promise<LogPage> => {
  const matches = matcher(query)
  const keeper = createKeeper<LogLine>(query.limit, query.fromEnd)
  for await (const line of linesFrom(log.path, 0, index)) {
    const logLine = logLineOf(log, line)
    if (matches(logLine)) keeper.add(logLine)
  }
  return { lines: keeper.kept(), total: keeper.count() }
}

const readPlain = async (log: AttemptLog, query: LogQuery, index: LineIndex): Promise<LogPage> => {
  const first = query.fromEnd ? Math.max(0, index.lines - query.limit) : 0
  const lines: LogLine[] = []
  for await (const line of linesFrom(log.path, first, index)) {
    if (lines.length >= query.limit || line.line >= index.lines) break
    lines.push(logLineOf(log, line))
  }
  return { lines, total: index.lines }
}

/** By time, but never against the order of a file: a frame carries the time of its program, which can be a little off. */
const merge = (left: readonly LogLine[], right: readonly LogLine[]): LogLine[] => {
  const merged: LogLine[] = []
  let fromRight = 0
  for (const line of left) {
    for (let other = right[fromRight]; other !== undefined && other.time < line.time; other = right[fromRight]) {
      merged.push(other)
      fromRight += 1
    }
    merged.push(line)
  }
  return merged.concat(right.slice(fromRight))
}

/**
 * Lines of a run in the order of their times, across blocks and attempts. Whatever the size of the files, at most twice `limit` lines
 * are held; without a filter only the part that is asked for is read as text.
 *
 * @param directory the run's folder
 * @param blockUuids the blocks to read
 */
export const readLog = async (directory: string, blockUuids: readonly string[], query: LogQuery): Promise<LogPage> => {
  const isFiltered = query.minimumLevel !== null || (query.search ?? '') !== ''
  let lines: LogLine[] = []
  let total = 0
  for (const log of await attemptLogs(directory, blockUuids)) {
    const index = await indexLines(log.path)
    const page = isFiltered ? await readFiltered(log, query, index) : await readPlain(log, query, index)
    total += page.total
    const merged = merge(lines, page.lines)
    lines = query.fromEnd ? merged.slice(-query.limit) : merged.slice(0, query.limit)
  }
  return { lines, total }
}
