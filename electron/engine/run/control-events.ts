import type { Readable } from 'node:stream'
import { artifactSchema, metricSchema } from '#shared/model/output.ts'
import { progressSchema } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { readNdjson } from './ndjson.ts'

/** What a block process says while it runs, as an event of the run; null for what `result.json` tells at the end anyway. */
const runEventOf = (record: Record<string, unknown>, blockUuid: string): RunEvent | null => {
  const time = Date.now()
  if (record.event === 'progress') {
    const progress = progressSchema.safeParse({ total: null, text: null, ...record })
    return progress.success ? { kind: 'block-progressed', time, blockUuid, progress: progress.data } : null
  }
  if (record.event === 'metric') {
    const metric = metricSchema.safeParse({ step: null, time, ...record })
    return metric.success ? { kind: 'metric-recorded', time, blockUuid, metric: metric.data } : null
  }
  if (record.event === 'artifact') {
    const artifact = artifactSchema.safeParse({ title: null, bytes: 0, ...record })
    return artifact.success ? { kind: 'artifact-written', time, blockUuid, artifact: artifact.data } : null
  }
  return null
}

/** Events of one kind that are told of one attempt: a metric per batch of a long training would drown the window. */
const mostEvents = 10_000

export type ControlListener = {
  /** A line as it came, before anything is made of it. */
  heard(record: Record<string, unknown>): void
  /** Something happened. */
  record(event: RunEvent): void
  /** Told once per kind when there are too many: the rest is not told. */
  tooMany(kind: RunEvent['kind'], most: number): void
  /** Something that is no event of the run: the block may be asking for something. */
  asked(record: Record<string, unknown>): void
}

/** Reads the control channel of a block process. */
export const readControlChannel = (stream: Readable, blockUuid: string, listener: ControlListener): void => {
  const counts = new Map<RunEvent['kind'], number>()
  readNdjson(stream, (line) => {
    listener.heard(line)
    const event = runEventOf(line, blockUuid)
    if (event === null) {
      listener.asked(line)
      return
    }
    const count = (counts.get(event.kind) ?? 0) + 1
    counts.set(event.kind, count)
    if (count <= mostEvents || event.kind === 'block-progressed') listener.record(event)
    else if (count === mostEvents + 1) listener.tooMany(event.kind, mostEvents)
  })
}
