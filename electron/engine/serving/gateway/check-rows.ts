import type { Json, JsonMap } from '#shared/model/json.ts'
import type { SignatureField } from '#shared/model/registry.ts'
import {
  type CellProblem,
  type InputProblem,
  inputProblem,
  mostProblems,
  shown,
  wholeProblem,
} from './input-problem.ts'
import type { RowTable } from './rows.ts'

type Kind = {
  readonly words: string
  fits(value: Json): boolean
  /** Whether a missing value (null) is one: it is where the model's column has room for it. */
  readonly takesNull: boolean
}

const isNumber = (value: Json): boolean => typeof value === 'number' && Number.isFinite(value)
const isWhole = (value: Json): boolean => typeof value === 'number' && Number.isInteger(value)
const within = (low: number, high: number) => (value: Json) =>
  typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
const isBase64 = (value: Json): boolean => typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
/** As Python's `datetime.fromisoformat` reads it too. */
const isoTime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?$/
const isTime = (value: Json): boolean =>
  isNumber(value) || (typeof value === 'string' && isoTime.test(value) && !Number.isNaN(Date.parse(value)))

/** MLflow's column types. What is not listed (`object`, `array`, `map`, `any`) is taken as it comes. */
const kinds: Readonly<Record<string, Kind>> = {
  double: { words: 'a number (double)', fits: isNumber, takesNull: true },
  float: { words: 'a number (float)', fits: isNumber, takesNull: true },
  long: { words: 'a whole number (long)', fits: isWhole, takesNull: false },
  integer: { words: 'a whole number (integer)', fits: within(-(2 ** 31), 2 ** 31 - 1), takesNull: false },
  boolean: { words: 'true or false', fits: (value) => typeof value === 'boolean', takesNull: false },
  string: { words: 'a text (string)', fits: (value) => typeof value === 'string', takesNull: true },
  binary: { words: 'bytes as base64', fits: isBase64, takesNull: true },
  datetime: { words: 'a time such as 2026-11-24T10:00:00', fits: isTime, takesNull: true },
}

/** How deep lists and objects within a cell may be nested. */
const deepest = 32

const isNested = (value: Json): value is Json[] | JsonMap => value !== null && typeof value === 'object'

/** True where a value is nested deeper than models can mean; walks without recursion, so that no input is too deep for it. */
export const isTooDeep = (value: Json): boolean => {
  let level: (Json[] | JsonMap)[] = isNested(value) ? [value] : []
  for (let depth = 0; depth <= deepest && level.length > 0; depth += 1) {
    level = level.flatMap((item) => (Array.isArray(item) ? item : Object.values(item)).filter(isNested))
  }
  return level.length > 0
}

/** What the input has to be: fields with names, from the signature. */
export type InputSchema = {
  readonly fields: readonly SignatureField[]
  /** Columns of the model, in its order; empty where it has no named ones. */
  readonly names: readonly string[]
  readonly isTensor: boolean
}

/** Of a signature's inputs; null where the model has none. */
export const inputSchemaOf = (fields: readonly SignatureField[] | null): InputSchema => {
  const named = (fields ?? []).filter((field) => field.name !== null && field.name !== '')
  const isTensor = (fields ?? []).some(({ type }) => type === 'tensor')
  return { fields: named, names: named.map(({ name }) => name ?? ''), isTensor }
}

const checkColumn = (field: SignatureField, values: readonly Json[], problems: CellProblem[]): void => {
  const kind = kinds[field.type]
  const takesNull = kind === undefined || kind.takesNull || !field.required
  for (let row = 0; row < values.length && problems.length <= mostProblems; row += 1) {
    const value = values[row] ?? null
    const isFine = value === null ? takesNull : (kind?.fits(value) ?? !isTooDeep(value))
    if (isFine) continue
    const expected = kind?.words ?? `nesting of at most ${deepest} levels`
    problems.push({ column: field.name, row, expected, got: shown(value) })
  }
}

/** Without a signature anything goes that JSON can say, but not numbers without end or lists nested without end. */
const checkUnknown = (table: RowTable): InputProblem | null => {
  const problems: CellProblem[] = []
  table.data.forEach((values, index) => {
    values.forEach((value, row) => {
      const column = table.columns[index] ?? null
      if (typeof value === 'number' ? Number.isFinite(value) : !isTooDeep(value)) return
      if (problems.length <= mostProblems) problems.push({ column, row, expected: 'a plain value', got: shown(value) })
    })
  })
  return problems.length === 0 ? null : inputProblem(problems)
}

export type Checked =
  | { readonly ok: true; readonly table: RowTable }
  | { readonly ok: false; readonly problem: InputProblem }

const unknownColumns = (table: RowTable, schema: InputSchema): CellProblem[] =>
  table.columns
    .filter((name) => !schema.names.includes(name))
    .slice(0, mostProblems)
    .map((column) => ({
      column,
      row: null,
      expected: `one of ${schema.names.slice(0, 12).join(', ')}${schema.names.length > 12 ? ', …' : ''}`,
      got: 'an unknown column',
    }))

/** Columns of the signature in its order; what is wrong with them is added to the problems. */
const inOrder = (table: RowTable, schema: InputSchema, problems: CellProblem[]): RowTable => {
  const columns: string[] = []
  const data: (readonly Json[])[] = []
  for (const field of schema.fields) {
    const name = field.name ?? ''
    const values = table.data[table.columns.indexOf(name)]
    if (values !== undefined) {
      checkColumn(field, values, problems)
      columns.push(name)
      data.push(values)
    } else if (field.required) {
      const expected = `${kinds[field.type]?.words ?? 'a value'} in every row`
      problems.push({ column: name, row: null, expected, got: 'no such column' })
    }
  }
  return { columns, data, rows: table.rows }
}

/**
 * Checks rows against the signature and puts the columns in the model's order.
 *
 * @param extra what to do with columns the model does not know: MLflow drops them
 */
export const checkTable = (table: RowTable, schema: InputSchema, extra: 'drop' | 'refuse'): Checked => {
  if (table.rows === 0) return { ok: false, problem: wholeProblem('at least one row', 'none') }
  if (schema.fields.length === 0 || schema.isTensor) {
    const problem = checkUnknown(table)
    return problem === null ? { ok: true, table } : { ok: false, problem }
  }
  const problems = extra === 'refuse' ? unknownColumns(table, schema) : []
  const ordered = inOrder(table, schema, problems)
  return problems.length > 0 ? { ok: false, problem: inputProblem(problems) } : { ok: true, table: ordered }
}
