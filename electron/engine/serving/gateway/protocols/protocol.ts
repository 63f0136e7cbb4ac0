import type { JsonMap } from '#shared/model/json.ts'
import type { ModelAnswer } from '../batcher.ts'
import type { InputSchema } from '../check-rows.ts'
import type { InputProblem } from '../input-problem.ts'
import type { Rows } from '../rows.ts'

/** A request as the model needs it. */
export type Call = {
  readonly rows: Rows
  /** Whether the answer has probabilities. */
  readonly isFull: boolean
  readonly params: JsonMap | null
}

export type Read = { readonly ok: true; readonly call: Call } | { readonly ok: false; readonly problem: InputProblem }

/** Why a request was not answered, before it is put into the words of a protocol. */
export type Refusal = {
  readonly status: number
  /** A word a program can look at. */
  readonly code: string
  readonly message: string
  readonly details?: readonly unknown[]
}

export type AnswerFacts = { readonly model: string; readonly version: number; readonly body: unknown }

/** One of the languages an endpoint speaks. */
export type Protocol = {
  read(body: unknown, schema: InputSchema): Read
  write(answer: ModelAnswer, facts: AnswerFacts): unknown
  refuse(refusal: Refusal): unknown
  /** Of input that does not fit: 400 as MLflow and the inference protocol have it, 422 of the plain form. */
  readonly badInput: 400 | 422
}
