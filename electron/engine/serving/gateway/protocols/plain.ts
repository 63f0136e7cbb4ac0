import type { Json } from '#shared/model/json.ts'
import type { ModelAnswer } from '../batcher.ts'
import { checkTable } from '../check-rows.ts'
import { shown, wholeProblem } from '../input-problem.ts'
import { isRecord, tableOfRecords } from '../read-rows.ts'
import type { Protocol, Read } from './protocol.ts'

/** Of two classes the probability of the second, of more the probability of each by its name. */
export const probabilityOf = (row: Json | undefined, classes: readonly Json[] | null): Json => {
  if (!Array.isArray(row)) return row ?? null
  if (row.length === 2) return row[1] ?? null
  return Object.fromEntries(row.map((value, index) => [String(classes?.[index] ?? index), value]))
}

/** A row's answer: what the model predicted, and how sure it is where it says so. A custom `predict` may answer with an object of its own. */
const rowAnswer = (answer: ModelAnswer, row: number, version: number): Json => {
  const prediction = Array.isArray(answer.predictions) ? (answer.predictions[row] ?? null) : answer.predictions
  const label = `v${version}`
  if (isRecord(prediction) && 'prediction' in prediction) return { ...prediction, version: label }
  if (answer.probabilities === null) return { prediction, version: label }
  return { prediction, probability: probabilityOf(answer.probabilities[row], answer.classes), version: label }
}

const read: Protocol['read'] = (body, schema): Read => {
  const rows = (Array.isArray(body) ? body : [body]) as Json[]
  if (!Array.isArray(body) && !isRecord(body as Json)) {
    return { ok: false, problem: wholeProblem('an object with one row, or a list of them', shown(body as Json)) }
  }
  const table = tableOfRecords(rows)
  if (!table.ok) return table
  const checked = checkTable(table.table, schema, 'refuse')
  return checked.ok ? { ok: true, call: { rows: checked.table, isFull: true, params: null } } : checked
}

/** The plain form: an object in, an object out; a list in, a list out. */
export const plainProtocol: Protocol = {
  read,
  write: (answer, { version, body }) => {
    if (!answer.byRow) return { predictions: answer.predictions, version: `v${version}` }
    if (!Array.isArray(body)) return rowAnswer(answer, 0, version)
    return body.map((_, row) => rowAnswer(answer, row, version))
  },
  refuse: ({ code, message, details }) => ({ error: { code, message, ...(details === undefined ? {} : { details }) } }),
  badInput: 422,
}
