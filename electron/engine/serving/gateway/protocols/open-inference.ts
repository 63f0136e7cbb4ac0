import { z } from 'zod'
import { type Json, jsonSchema } from '#shared/model/json.ts'
import type { SignatureField } from '#shared/model/registry.ts'
import type { ModelAnswer } from '../batcher.ts'
import { checkTable, type InputSchema, isTooDeep } from '../check-rows.ts'
import { wholeProblem } from '../input-problem.ts'
import { isRecord } from '../read-rows.ts'
import type { Protocol, Read } from './protocol.ts'

const tensorSchema = z.object({
  name: z.string().max(500),
  shape: z.array(z.number().int().nonnegative()).min(1).max(16),
  datatype: z.string().max(20),
  data: z.array(jsonSchema),
})
type Tensor = z.infer<typeof tensorSchema>

const requestSchema = z.object({
  id: z.string().max(200).optional(),
  parameters: z.record(z.string(), jsonSchema).optional(),
  inputs: z.array(tensorSchema).min(1).max(10_000),
  outputs: z.array(z.object({ name: z.string().max(500) })).optional(),
})

/** MLflow's column types in the protocol's words. */
const datatypes: Readonly<Record<string, string>> = {
  double: 'FP64',
  float: 'FP32',
  long: 'INT64',
  integer: 'INT32',
  boolean: 'BOOL',
  string: 'BYTES',
  binary: 'BYTES',
  datetime: 'BYTES',
}

/** A field of the signature as `GET /v2/models/<model>` tells it. */
export const tensorMetadata = (field: SignatureField, index: number): Json => ({
  name: field.name ?? `input-${index}`,
  datatype: datatypes[field.type] ?? 'BYTES',
  shape: field['tensor-spec']?.shape ?? [-1, 1],
})

/** Data may come flat or nested: the protocol allows both. */
const flat = (data: readonly Json[]): Json[] => (data.some(Array.isArray) ? (data.flat(16) as Json[]) : [...data])

const bad = (expected: string, got: string): Read => ({ ok: false, problem: wholeProblem(expected, got) })

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)

/** One column per tensor of shape [n] or [n, 1]; null where one has another shape. */
const asColumns = (tensors: readonly Tensor[]): { names: string[]; data: Json[][]; rows: number } | null => {
  const rows = tensors[0]?.shape[0] ?? 0
  const fits = tensors.every(
    ({ shape }) => shape[0] === rows && (shape.length === 1 || (shape.length === 2 && shape[1] === 1)),
  )
  return fits ? { names: tensors.map(({ name }) => name), data: tensors.map(({ data }) => flat(data)), rows } : null
}

/** A matrix for a model with named columns: they come in the order of the signature. */
const asNamedMatrix = ({ shape, data }: Tensor, names: readonly string[]) => {
  const [rows = 0, width] = shape
  if (shape.length !== 2 || width !== names.length) return null
  const cells = flat(data)
  return {
    names: [...names],
    data: names.map((_, at) => Array.from({ length: rows }, (_, row) => cells[row * width + at] ?? null)),
    rows,
  }
}

const nested = (cells: readonly Json[], shape: readonly number[]): Json[] => {
  const [, ...inner] = shape
  if (inner.length === 0) return [...cells]
  const size = sizeOf(inner)
  return Array.from({ length: shape[0] ?? 0 }, (_, at) => nested(cells.slice(at * size, (at + 1) * size), inner))
}

/** Tensors as they are, for models without named columns: one, or several by name. */
const asTensors = (tensors: readonly Tensor[], isFull: boolean): Read => {
  const named = tensors.map(({ name, data, shape }) => [name, nested(flat(data), shape)] as const)
  const array: Json = tensors.length === 1 ? (named[0]?.[1] ?? []) : Object.fromEntries(named)
  return { ok: true, call: { rows: { array, rows: tensors[0]?.shape[0] ?? 0 }, isFull, params: null } }
}

const readTensors = (tensors: readonly Tensor[], schema: InputSchema, isFull: boolean): Read => {
  if (schema.isTensor || schema.names.length === 0) return asTensors(tensors, isFull)
  const [first] = tensors
  const isMatrix = first !== undefined && tensors.length === 1 && schema.names.length > 1
  const columns = (isMatrix ? asNamedMatrix(first, schema.names) : null) ?? asColumns(tensors)
  if (columns === null) {
    return bad('a tensor of shape [rows, 1] for every column', first?.shape.join(' × ') ?? 'none')
  }
  const table = { columns: columns.names, data: columns.data, rows: columns.rows }
  const checked = checkTable(table, schema, 'refuse')
  return checked.ok ? { ok: true, call: { rows: checked.table, isFull, params: null } } : checked
}

const read: Protocol['read'] = (body, schema) => {
  if (isTooDeep(body as Json)) return bad('lists nested at most 32 deep', 'deeper ones')
  const request = requestSchema.safeParse(body)
  if (!request.success) {
    const [issue] = request.error.issues
    return bad(
      'inputs with name, shape, datatype and data',
      `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? ''}`,
    )
  }
  const { inputs, outputs } = request.data
  const wrong = inputs.find(({ data, shape }) => flat(data).length !== sizeOf(shape))
  if (wrong !== undefined) {
    const expected = `${sizeOf(wrong.shape)} values for "${wrong.name}" of shape ${wrong.shape.join(' × ')}`
    return bad(expected, `${flat(wrong.data).length}`)
  }
  return readTensors(inputs, schema, outputs?.some(({ name }) => name === 'predict_proba') ?? false)
}

const datatypeOf = (values: readonly Json[]): string => {
  if (values.every((value) => typeof value === 'boolean')) return 'BOOL'
  if (values.every((value) => Number.isSafeInteger(value))) return 'INT64'
  return values.every((value) => value === null || typeof value === 'number') ? 'FP64' : 'BYTES'
}

const shapeOf = (value: Json): number[] => (Array.isArray(value) ? [value.length, ...shapeOf(value[0] ?? null)] : [])

const tensorOf = (name: string, values: readonly Json[]): Json => {
  const cells = flat(values).map((cell) => (isRecord(cell) ? JSON.stringify(cell) : cell))
  const shape = shapeOf([...values])
  // A column is one value per row: rows × 1.
  return { name, shape: shape.length === 1 ? [...shape, 1] : shape, datatype: datatypeOf(cells), data: cells }
}

const tensorsOf = ({ predictions, probabilities }: ModelAnswer): Json[] => {
  const values = Array.isArray(predictions) ? predictions : [predictions]
  const records = values.filter(isRecord)
  const tables =
    records.length === values.length && values.length > 0
      ? Object.keys(records[0] ?? {}).map((name) =>
          tensorOf(
            name,
            records.map((record) => record[name] ?? null),
          ),
        )
      : [tensorOf('predict', values)]
  return probabilities === null ? tables : [...tables, tensorOf('predict_proba', probabilities as Json[])]
}

/** Open Inference Protocol v2, JSON over HTTP: `/v2/models/<model>/infer`. */
export const openInferenceProtocol: Protocol = {
  read,
  write: (answer, { model, version, body }) => {
    const { id } = (body ?? {}) as { id?: string }
    return {
      model_name: model,
      model_version: `${version}`,
      ...(id === undefined ? {} : { id }),
      outputs: tensorsOf(answer),
    }
  },
  refuse: ({ message }) => ({ error: message }),
  badInput: 400,
}
