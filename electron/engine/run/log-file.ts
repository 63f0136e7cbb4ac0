import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { LogLevel, LogLine } from '#shared/model/log.ts'
import { createLineSplitter } from './line-splitter.ts'
import { createLevelGuess, levelOr } from './log-levels.ts'
import { parseRecord } from './ndjson.ts'
import { createTextGatherer } from './text-gatherer.ts'

/** A line with its place in the file; who the block is, the owner knows. */
export type FiledLine = Omit<LogLine, 'blockUuid' | 'attempt'>

export type LogFileOptions = {
  readonly path: string
  /** Each line once it has its number, before it is on disk; a line that rewrites itself comes again under the number it will have. */
  readonly onLine: (line: FiledLine) => void
  /** The disk refused; later lines of the block are shown but not kept. */
  readonly onFailure: (error: Error) => void
}

export type LogFile = {
  /** Reads a channel of the block process to its end, no faster than the disk takes it. */
  read(channel: 'stdout' | 'stderr', stream: Readable): void
  /** A line of our own. */
  engineLine(level: LogLevel, text: string): void
  /** Resolves when everything so far is in the file. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Bytes that may wait for the disk before the block has to wait too. */
const highWater = 4 * 1024 * 1024
/** A rewriting line is shown at most this often. */
const rewriteMs = 100
/** Lines are written together that come within this time. */
const gatherMs = 15

/** Appends text to a file in few big writes; what fails is told once and dropped. */
const createAppender = (path: string, onFailure: (error: Error) => void) => {
  const waiting = createTextGatherer()
  let failed = false
  let writing: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  const fail = (error: unknown) => {
    failed = true
    onFailure(error instanceof Error ? error : new Error(String(error)))
  }
  /** Opened with the first line: many blocks say nothing. */
  let opened: Promise<FileHandle | null> | null = null
  const writeAll = async () => {
    opened ??= open(path, 'a').catch((error) => {
      fail(error)
      return null
    })
    const file = await opened
    while (waiting.length() > 0) {
      const bytes = waiting.take()
      if (file !== null && !failed) await file.appendFile(bytes).catch(fail)
    }
    // In the same turn as the last look at `waiting`: whoever adds after it starts a new writer.
    writing = null
  }
  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    // One writer at a time; it takes along what is added while it works.
    writing ??= writeAll()
    return writing
  }
  return {
    add: (text: string) => {
      waiting.add(text)
      if (waiting.length() > highWater / 8) void flush()
      else timer ??= setTimeout(() => void flush(), gatherMs)
    },
    isFull: () => waiting.length() > highWater,
    flush,
    close: async () => {
      while (waiting.length() > 0 || writing !== null) await flush()
      if (timer !== null) clearTimeout(timer)
      if (opened !== null) await (await opened)?.close()
    },
  }
}

/** Shows a line that rewrites itself now and then; its last state comes as an ordinary line. */
const createRewriting = (show: (text: string) => void) => {
  let latest: string | null = null
  let timer: NodeJS.Timeout | null = null
  return {
    changed: (text: string) => {
      latest = text
      timer ??= setTimeout(() => {
        timer = null
        if (latest !== null) show(latest)
        latest = null
      }, rewriteMs)
    },
    finished: () => {
      latest = null
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}

const frameStream = (value: unknown): 'stderr' | 'log' => (value === 'stderr' ? 'stderr' : 'log')

/** The `log.ndjson` of a block run attempt, for writing; there is none where nothing is said. */
export const createLogFile = (options: LogFileOptions): LogFile => {
  const appender = createAppender(options.path, options.onFailure)
  const rewritings = new Set<ReturnType<typeof createRewriting>>()
  let nextLine = 0
  let latest = 0

  const add = (record: Omit<FiledLine, 'line'>) => {
    // A frame tells when it was said, plain text is timed as it arrives, a little later: times must not run backwards between them.
    latest = Math.max(latest, record.time)
    // A frame or a message of ours can hold several lines; a line of the log is one.
    for (const text of record.text.includes('\n') ? record.text.split('\n') : [record.text]) {
      const { stream, level } = record
      appender.add(`${JSON.stringify({ time: latest, stream, level, text })}\n`)
      options.onLine({ line: nextLine, time: latest, stream, level, text })
      nextLine += 1
    }
  }

  const addFrame = (json: string): boolean => {
    const frame = parseRecord(json)
    if (typeof frame?.text !== 'string') return false
    const time = typeof frame.time === 'number' ? frame.time : Date.now()
    add({ time, stream: frameStream(frame.stream), level: levelOr(frame.level, 'info'), text: frame.text })
    return true
  }

  const read: LogFile['read'] = (stream, readable) => {
    const guess = createLevelGuess()
    const levelOf = (text: string): LogLevel => (stream === 'stderr' ? guess(text) : 'info')
    const rewriting = createRewriting((text) => {
      options.onLine({ line: nextLine, time: Date.now(), stream, level: 'info', text })
    })
    rewritings.add(rewriting)
    const splitter = createLineSplitter({
      text: (text) => {
        rewriting.finished()
        add({ time: Date.now(), stream, level: levelOf(text), text })
      },
      rewritten: rewriting.changed,
      ...(stream === 'stdout' ? { frame: addFrame } : {}),
    })
    readable.on('data', (chunk: Buffer) => {
      splitter.write(chunk)
      if (!appender.isFull()) return
      readable.pause()
      void appender.flush().then(() => readable.resume())
    })
    readable.once('close', splitter.end)
  }

  return {
    read,
    engineLine: (level, text) => add({ time: Date.now(), stream: 'engine', level, text }),
    flush: appender.flush,
    close: async () => {
      for (const rewriting of rewritings) rewriting.stop()
      await appender.close()
    },
  }
}
