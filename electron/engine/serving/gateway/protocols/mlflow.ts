import type { Json, JsonMap } from '#shared/model/json.ts'
import { checkTable, type InputSchema, isTooDeep } from '../check-rows.ts'
import { shown, wholeProblem } from '../input-problem.ts'
import { readCsv } from '../read-csv.ts'
import { isRecord, type ReadTable, tableOfColumns, tableOfLists, tableOfRecords } from '../read-rows.ts'
import type { Protocol, Read } from './protocol.ts'

const forms = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const

const expectedForms = `a JSON object with exactly one of ${forms.join(', ')}`

const bad = (expected: string, got: string): Read => ({ ok: false, problem: wholeProblem(expected, got) })

/** A table as the model takes it: columns it does not know are dropped, as MLflow does. */
const asCall = (read: ReadTable, schema: InputSchema, params: JsonMap | null): Read => {
  if (!read.ok) return read
  const checked = checkTable(read.table, schema, 'drop')
  return checked.ok ? { ok: true, call: { rows: checked.table, isFull: false, params } } : checked
}

const readSplit = (value: Json, schema: InputSchema): ReadTable => {
  if (!isRecord(value) || !Array.isArray(value.data)) {
    return { ok: false, problem: wholeProblem('dataframe_split to hold columns and data', shown(value)) }
  }
  const [first] = value.data
  const width = Array.isArray(first) ? first.length : 0
  const positions = schema.names.length === width ? schema.names : Array.from({ length: width }, (_, at) => `${at}`)
  const columns = Array.isArray(value.columns) ? value.columns.map(String) : positions
  return tableOfLists(columns, value.data)
}

const isRow = (value: Json, width: number): boolean =>
  Array.isArray(value) && value.length === width && value.every((cell) => cell === null || typeof cell !== 'object')

const asArray = (array: Json, rows: number, params: JsonMap | null): Read =>
  isTooDeep(array)
    ? bad('lists nested at most 32 deep', 'deeper ones')
    : { ok: true, call: { rows: { array, rows }, isFull: false, params } }

/** `instances`: a list with one entry per row, objects or tensors. */
const readInstances = (value: Json, schema: InputSchema, params: JsonMap | null): Read => {
  if (!Array.isArray(value)) return bad('instances to be a list', shown(value))
  const { names, isTensor } = schema
  if (value.every(isRecord) && value.length > 0) return asCall(tableOfRecords(value), schema, params)
  // Rows of plain values for a model with named columns: they come in the order of the signature.
  if (!isTensor && names.length > 0 && value.every((row) => isRow(row, names.length)))
    return asCall(tableOfLists(names, value), schema, params)
  if (names.length > 0 && !isTensor)
    return bad(`every instance to be an object with ${names.join(', ')}`, shown(value[0]))
  return asArray(value, value.length, params)
}

/** `inputs`: columns by name, or one tensor. */
const readInputs = (value: Json, schema: InputSchema, params: JsonMap | null): Read => {
  if (isRecord(value)) {
    const lists = Object.values(value)
    const rows = Array.isArray(lists[0]) ? lists[0].length : 1
    if (schema.isTensor) return asArray(value, rows, params)
    // A single row may be given without lists.
    const columns = lists.every((item) => !Array.isArray(item))
      ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, [item]]))
      : value
    return asCall(tableOfColumns(columns), schema, params)
  }
  if (Array.isArray(value)) return readInstances(value, schema, params)
  return bad('inputs to be a list, or an object of columns', shown(value))
}

type Form = (typeof forms)[number]

const readers: Readonly<Record<Form, (value: Json, schema: InputSchema, params: JsonMap | null) => Read>> = {
  dataframe_split: (value, schema, params) => asCall(readSplit(value, schema), schema, params),
  dataframe_records: (value, schema, params) =>
    Array.isArray(value)
      ? asCall(tableOfRecords(value), schema, params)
      : bad('dataframe_records to be a list of objects', shown(value)),
  instances: readInstances,
  inputs: readInputs,
}

const read = (body: unknown, schema: InputSchema): Read => {
  if (typeof body === 'string') return asCall(readCsv(body, schema), schema, null)
  if (!isRecord(body as Json)) return bad(expectedForms, shown(body as Json))
  const given = body as JsonMap
  const present = forms.filter((form) => Object.hasOwn(given, form))
  const [form] = present
  if (form !== undefined && present.length === 1) {
    return readers[form](given[form] ?? null, schema, isRecord(given.params) ? given.params : null)
  }
  const keys = Object.keys(given).slice(0, 8).join(', ')
  return bad(expectedForms, present.length > 1 ? present.join(' and ') : `the keys ${keys || '(none)'}`)
}

const errorCodes: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  404: 'RESOURCE_DOES_NOT_EXIST',
  429: 'REQUEST_LIMIT_EXCEEDED',
  503: 'TEMPORARILY_UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

/** MLflow's scoring protocol 2.0: `/invocations`. */
export const mlflowProtocol: Protocol = {
  read,
  write: ({ predictions }) => ({ predictions }),
  refuse: ({ status, message, details }) => ({
    error_code: errorCodes[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR'),
    message,
    ...(details === undefined ? {} : { details }),
  }),
  badInput: 400,
}
