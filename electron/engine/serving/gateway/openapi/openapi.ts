import type { Json, JsonMap } from '#shared/model/json.ts'
import type { SignatureField } from '#shared/model/registry.ts'
import packageFile from '../../../../../package.json' with { type: 'json' }
import type { ServedModel } from '../served-model.ts'

/** MLflow's column types as JSON Schema has them. */
const types: Readonly<Record<string, JsonMap>> = {
  double: { type: 'number', format: 'double' },
  float: { type: 'number', format: 'float' },
  long: { type: 'integer', format: 'int64' },
  integer: { type: 'integer', format: 'int32' },
  boolean: { type: 'boolean' },
  string: { type: 'string' },
  binary: { type: 'string', format: 'byte' },
  datetime: { type: 'string', format: 'date-time' },
}

const rowSchema = (fields: readonly SignatureField[]): JsonMap => {
  const named = fields.filter(({ name }) => name !== null)
  if (named.length === 0) return { type: 'object', additionalProperties: true }
  return {
    type: 'object',
    properties: Object.fromEntries(named.map(({ name, type }) => [name ?? '', types[type] ?? {}])),
    required: named.filter(({ required }) => required).map(({ name }) => name ?? ''),
    additionalProperties: false,
  }
}

/** The first row of the model's input example, as an object. */
export const exampleRow = (model: ServedModel): JsonMap | null => {
  const example = model.choose(null)?.pool.launch.example ?? null
  if (example === null || example.rows === 0) return null
  return Object.fromEntries(example.columns.map((name, at) => [name, example.data[at]?.[0] ?? null]))
}

const answers = (ok: JsonMap, badInput: string): JsonMap => ({
  '200': {
    description: 'Predictions',
    headers: { 'X-Request-Id': { description: 'Feedback is matched by it', schema: { type: 'string' } } },
    content: { 'application/json': { schema: ok } },
  },
  [badInput]: { description: 'The input does not fit the signature: which column, what was expected, what came' },
  '401': { description: 'The token is missing or wrong' },
  '413': { description: 'The body is too large' },
  '429': { description: 'Too many requests wait; Retry-After says when to try again' },
  '504': { description: 'No answer in time' },
})

const post = (summary: string, body: JsonMap, responses: JsonMap): JsonMap => ({
  post: { summary, requestBody: { required: true, content: { 'application/json': body } }, responses },
})

const predictionSchema: JsonMap = {
  type: 'object',
  properties: { prediction: {}, probability: {}, version: { type: 'string' } },
}

const pathsOf = (model: ServedModel): [string, JsonMap][] => {
  const { name } = model.spec
  const fields = model.choose(null)?.pool.launch.signature?.inputs ?? []
  const row = rowSchema(fields)
  const example = exampleRow(model)
  const path = encodeURIComponent(name)
  const plain: JsonMap = {
    schema: { oneOf: [row, { type: 'array', items: row }] },
    ...(example === null ? {} : { example }),
  }
  const records: JsonMap = {
    schema: { type: 'object' },
    ...(example === null ? {} : { example: { dataframe_records: [example] } }),
  }
  const list: JsonMap = { type: 'object', properties: { predictions: { type: 'array', items: {} } } }
  return [
    [
      `/models/${path}/predict`,
      post(
        `${name}: one row or a list of rows`,
        plain,
        answers({ oneOf: [predictionSchema, { type: 'array', items: predictionSchema }] }, '422'),
      ),
    ],
    [`/models/${path}/invocations`, post(`${name}: MLflow's scoring protocol`, records, answers(list, '400'))],
    [
      `/v2/models/${path}/infer`,
      post(`${name}: Open Inference Protocol v2`, { schema: { type: 'object' } }, answers({ type: 'object' }, '400')),
    ],
    [
      `/models/${path}/feedback`,
      post(
        `${name}: what was true after all`,
        {
          schema: {
            type: 'object',
            properties: { request_id: { type: 'string' }, truth: {} },
            required: ['request_id', 'truth'],
          },
        },
        { '200': { description: 'How many answers it could be matched with' } },
      ),
    ],
  ]
}

/** What a port answers, as OpenAPI 3.1. */
export const openApiOf = (models: readonly ServedModel[]): Json => {
  const needsToken = models.some(({ spec }) => spec.listen.token !== null)
  return {
    openapi: '3.1.0',
    info: { title: models.map(({ spec }) => spec.name).join(', ') || 'Endpoint', version: packageFile.version },
    ...(needsToken
      ? {
          components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
          security: [{ token: [] }],
        }
      : {}),
    paths: {
      ...Object.fromEntries(models.flatMap(pathsOf)),
      '/invocations': post(
        "The only model: MLflow's scoring protocol",
        { schema: { type: 'object' } },
        answers({ type: 'object' }, '400'),
      ),
      '/ping': {
        get: {
          summary: 'Whether models are ready',
          responses: { '200': { description: 'They are' }, '503': { description: 'They are not' } },
        },
      },
    },
  }
}
