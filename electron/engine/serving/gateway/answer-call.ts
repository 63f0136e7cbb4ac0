import { randomUUID } from 'node:crypto'
import type { Json } from '#shared/model/json.ts'
import type { ModelAnswer, Outcome } from './batcher.ts'
import type { RawRecord } from './messages.ts'
import type { AnswerFacts, Call, Protocol, Refusal } from './protocols/protocol.ts'
import type { Recorder } from './recorder.ts'
import { isTable } from './rows.ts'
import type { LoadedVersion, ServedModel } from './served-model.ts'

/** One request for predictions. */
export type Asked = {
  readonly model: ServedModel
  /** Null: by share. */
  readonly version: number | null
  readonly protocol: Protocol
  readonly body: unknown
  readonly requestId: string
  /** When its first byte came, by `performance.now()`. */
  readonly startedAt: number
  readonly recorder: Recorder
  isGone(): boolean
}

export type Answered = {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  /** To be called when the answer is on its way: nobody waits for it. */
  finish(): void
}

/** A caller's own id where it is harmless, else a new one. */
export const requestIdOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : randomUUID()

const refusalOf = (outcome: Exclude<Outcome, { kind: 'answered' }>, model: string): Refusal => {
  switch (outcome.kind) {
    case 'overloaded':
      return { status: 429, code: 'overloaded', message: 'Too many requests wait already. Try again later.' }
    case 'timeout':
      return { status: 504, code: 'timeout', message: `${model} did not answer in time.` }
    case 'model-error':
      return { status: 500, code: 'model-error', message: `The model failed: ${outcome.type}: ${outcome.message}` }
    case 'worker-lost':
      return {
        status: 503,
        code: 'worker-lost',
        message: 'The process of the model ended while it worked on this request.',
      }
    case 'stopped':
      return { status: 503, code: 'stopped', message: `${model} is being stopped.` }
  }
}

const predictionsOf = (answer: ModelAnswer): readonly Json[] =>
  Array.isArray(answer.predictions) ? answer.predictions : [answer.predictions]

type Took = {
  readonly status: number
  readonly latencyMs: number
  readonly answer: ModelAnswer | null
  readonly call: Call | null
}

const recordOf = (asked: Asked, loaded: LoadedVersion, took: Took): RawRecord => {
  const { recording } = asked.model.spec
  const { answer, call, status, latencyMs } = took
  const isKept = answer !== null && call !== null && Math.random() < recording.sample
  const { version, mode } = loaded.route
  return {
    time: Date.now() - latencyMs,
    requestId: asked.requestId,
    model: asked.model.spec.name,
    version,
    mode,
    status,
    latencyMs,
    rows: call?.rows.rows ?? 0,
    table: isKept && recording.features && isTable(call.rows) ? call.rows : null,
    predictions: isKept ? predictionsOf(answer) : null,
    probabilities: isKept ? answer.probabilities : null,
    classes: answer?.classes ?? null,
  }
}

/** Counts and records one answer. */
const note = (asked: Asked, loaded: LoadedVersion, took: Took): void => {
  const now = performance.now()
  const isError = took.status >= 500
  loaded.window.add(now, took.latencyMs, isError)
  if (loaded.route.mode === 'live') asked.model.window.add(now, took.latencyMs, isError)
  if (asked.model.spec.recording.enabled) asked.recorder.add(asked.model.spec.key, recordOf(asked, loaded, took))
}

/** Requests a shadow version may have waiting: its answers are for nobody, so that they must not pile up. */
const mostShadowed = 64

const shadow = async (asked: Asked, loaded: LoadedVersion, call: Call): Promise<void> => {
  if (loaded.pool.batcher.queued >= mostShadowed) return
  const startedAt = performance.now()
  const outcome = await loaded.pool.batcher.ask({ ...call, isGone: () => false })
  const answer = outcome.kind === 'answered' ? outcome.answer : null
  const status = outcome.kind === 'answered' ? 200 : refusalOf(outcome, asked.model.spec.name).status
  note(asked, loaded, { status, latencyMs: performance.now() - startedAt, answer, call })
}

const noVersion = (asked: Asked): Answered => {
  const { name } = asked.model.spec
  const message =
    asked.version === null ? `${name} is not ready.` : `Version ${asked.version} of ${name} is not served.`
  const status = asked.version === null ? 503 : 404
  return {
    status,
    headers: {},
    body: asked.protocol.refuse({ status, code: 'no-version', message }),
    finish: () => undefined,
  }
}

/** How a refusal is sent; MLflow's callers know a failure of the model as 400. */
const refused = (asked: Asked, refusal: Refusal): Omit<Answered, 'finish'> => {
  const status = refusal.code === 'model-error' && asked.protocol.badInput === 400 ? 400 : refusal.status
  return { status, headers: {}, body: asked.protocol.refuse({ ...refusal, status }) }
}

const answerOf = (asked: Asked, outcome: Outcome, facts: AnswerFacts): Omit<Answered, 'finish'> => {
  if (outcome.kind === 'answered') {
    return { status: 200, headers: {}, body: asked.protocol.write(outcome.answer, facts) }
  }
  const answered = refused(asked, refusalOf(outcome, facts.model))
  return outcome.kind === 'overloaded' ? { ...answered, headers: { 'retry-after': `${outcome.retryAfter}` } } : answered
}

/** Reads, checks, asks the model and words the answer. */
export const answerCall = async (asked: Asked): Promise<Answered> => {
  const { model, protocol, body } = asked
  const loaded = model.choose(asked.version)
  if (loaded === null) return noVersion(asked)
  const read = protocol.read(body, loaded.schema)
  const tookMs = () => performance.now() - asked.startedAt
  if (!read.ok) {
    const status = protocol.badInput
    const refusal = { status, code: 'bad-input', ...read.problem }
    const finish = () => note(asked, loaded, { status, latencyMs: tookMs(), answer: null, call: null })
    return { status, headers: {}, body: protocol.refuse(refusal), finish }
  }
  const { call } = read
  const outcome = await loaded.pool.batcher.ask({ ...call, isGone: asked.isGone })
  const answered = answerOf(asked, outcome, { model: model.spec.name, version: loaded.route.version, body })
  return {
    ...answered,
    headers: { ...answered.headers, 'x-model-version': `${loaded.route.version}` },
    finish: () => {
      const answer = outcome.kind === 'answered' ? outcome.answer : null
      note(asked, loaded, { status: answered.status, latencyMs: tookMs(), answer, call })
      if (outcome.kind !== 'answered') return
      for (const version of model.shadows()) void shadow(asked, version, call)
    },
  }
}
