import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTempServing, type TempServing } from '#engine/testing/temp-serving.ts'

let at: TempServing

beforeAll(async () => {
  at = await createTempServing()
  await at.register(1, { alias: 'champion' })
  await at.serve()
})
afterAll(() => at[Symbol.asyncDispose]())

const row = { tenure: 2, monthly: 53.5, contract: 'Month-to-month' }

describe("MLflow's scoring protocol", () => {
  it.each([
    [
      'dataframe_split',
      {
        dataframe_split: {
          columns: ['monthly', 'tenure'],
          data: [
            [53.5, 2],
            [10, 1],
          ],
        },
      },
    ],
    [
      'dataframe_split in the order of the signature',
      {
        dataframe_split: {
          data: [
            [2, 53.5, 'x'],
            [1, 10, 'y'],
          ],
        },
      },
    ],
    ['dataframe_records', { dataframe_records: [row, { tenure: 1, monthly: 10 }] }],
    ['instances of objects', { instances: [row, { tenure: 1, monthly: 10, contract: null }] }],
    [
      'instances of lists',
      {
        instances: [
          [2, 53.5, 'x'],
          [1, 10, 'y'],
        ],
      },
    ],
    ['inputs by column', { inputs: { tenure: [2, 1], monthly: [53.5, 10] } }],
    [
      'columns the model does not know',
      {
        dataframe_records: [
          { ...row, more: 1 },
          { tenure: 1, monthly: 10, more: 2 },
        ],
      },
    ],
  ])('answers %s', async (_, body) => {
    const answer = await at.send('/invocations', body)
    expect(answer).toMatchObject({ status: 200, body: { predictions: [55.5, 11] } })
    expect(answer.headers['x-request-id']).toMatch(/^[\w-]{36}$/)
  })

  it('reads one row of inputs without lists, and params that the model takes', async () => {
    expect((await at.send('/invocations', { inputs: { tenure: 2, monthly: 3 } })).body).toEqual({ predictions: [5] })
    expect((await at.send('/invocations', { instances: [[2, 3, 'x']], params: { slow: 1 } })).status).toBe(200)
  })

  it('reads CSV with quotes and empty cells', async () => {
    const csv = 'tenure,monthly,contract\r\n2,53.5,"One, ""long"" year"\n1,,x\n'
    const answer = await at.send('/invocations', csv, { headers: { 'content-type': 'text/csv' } })
    expect(answer).toMatchObject({ status: 200, body: { predictions: [55.5, 1] } })
  })

  it.each([
    [
      'no form',
      { rows: [] },
      /exactly one of dataframe_split, dataframe_records, instances, inputs, got the keys rows/,
    ],
    ['two forms', { instances: [], inputs: [] }, /got instances and inputs/],
    ['a missing column', { dataframe_records: [{ tenure: 1 }] }, /column "monthly": expected a number \(double\)/],
    [
      'a wrong type',
      { inputs: { tenure: ['two'], monthly: [1] } },
      /column "tenure", row 0: expected a whole number \(long\), got "two"/,
    ],
    [
      'rows of other lengths',
      { dataframe_split: { columns: ['tenure'], data: [[1, 2]] } },
      /expected 1 values|Expected 1 values/,
    ],
  ])('refuses %s with 400 and says what it expected', async (_, body, words) => {
    const answer = await at.send('/invocations', body)
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'BAD_REQUEST' } })
    expect((answer.body as { message: string }).message).toMatch(words)
  })

  it('answers /ping, /health and /version', async () => {
    expect((await at.send('/ping')).status).toBe(200)
    expect((await at.send('/health')).status).toBe(200)
    expect((await at.send('/version')).text).toMatch(/^\d+\.\d+/)
  })
})

describe('the plain form', () => {
  it('answers an object with an object and a list with a list', async () => {
    expect((await at.send('/models/churn/predict', row)).body).toEqual({ prediction: 55.5, version: 'v1' })
    const list = await at.send('/models/churn/predict', [row, { tenure: 1, monthly: 1 }])
    expect(list.body).toEqual([
      { prediction: 55.5, version: 'v1' },
      { prediction: 2, version: 'v1' },
    ])
  })

  it('says with 422 which column, what it expected and what came', async () => {
    const answer = await at.send('/models/churn/predict', { tenure: 1.5, monthly: 'x', colour: 'red' })
    expect(answer).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'bad-input',
          details: [
            { column: 'colour', got: 'an unknown column' },
            { column: 'tenure', row: 0, expected: 'a whole number (long)', got: '1.5' },
            { column: 'monthly', row: 0, got: '"x"' },
          ],
        },
      },
    })
  })

  it('names a version by its address, and an unknown one or model with 404', async () => {
    expect((await at.send('/models/churn/versions/1/predict', row)).status).toBe(200)
    expect((await at.send('/models/churn/versions/9/predict', row)).status).toBe(404)
    expect((await at.send('/models/other/predict', row)).body).toMatchObject({
      error: { message: /Served are: churn/ },
    })
  })

  it("says that the model failed, with the model's own words, and only to the one it failed for", async () => {
    const answers = await Promise.all([
      at.send('/models/churn/predict', row),
      at.send('/models/churn/predict', { ...row, contract: 'fails' }),
      at.send('/models/churn/predict', row),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 200])
    expect(answers[1]?.body).toMatchObject({
      error: { message: expect.stringMatching(/ValueError: this contract cannot be predicted/) },
    })
  })
})

describe('the Open Inference Protocol', () => {
  const inputs = [
    { name: 'tenure', shape: [2, 1], datatype: 'INT64', data: [2, 1] },
    { name: 'monthly', shape: [2], datatype: 'FP64', data: [53.5, 10] },
  ]

  it('tells what is served and that it is ready', async () => {
    expect((await at.send('/v2')).body).toMatchObject({ name: 'pipewright', extensions: [] })
    expect((await at.send('/v2/health/live')).body).toEqual({ live: true })
    expect((await at.send('/v2/health/ready')).body).toEqual({ ready: true })
    expect((await at.send('/v2/models/churn/ready')).body).toEqual({ name: 'churn', ready: true })
    expect((await at.send('/v2/models/churn/versions/1/ready')).status).toBe(200)
    expect((await at.send('/v2/models/churn/versions/2/ready')).status).toBe(503)
    expect((await at.send('/v2/models/churn')).body).toMatchObject({
      name: 'churn',
      versions: ['1'],
      inputs: [{ name: 'tenure', datatype: 'INT64', shape: [-1, 1] }, { datatype: 'FP64' }, { datatype: 'BYTES' }],
    })
    expect((await at.send('/v2/models/other')).body).toEqual({ error: 'There is no model "other" here.' })
  })

  it('answers tensors with tensors, and gives the id back', async () => {
    const answer = await at.send('/v2/models/churn/infer', { id: 'mine', inputs })
    expect(answer.body).toEqual({
      model_name: 'churn',
      model_version: '1',
      id: 'mine',
      outputs: [{ name: 'predict', shape: [2, 1], datatype: 'FP64', data: [55.5, 11] }],
    })
  })

  it.each([
    ['too few values', [{ name: 'tenure', shape: [3], datatype: 'INT64', data: [1] }], /3 values for "tenure"/],
    ['no shape', [{ name: 'tenure', datatype: 'INT64', data: [1] }], /shape/],
    ['an unknown column', [...inputs, { name: 'more', shape: [2], datatype: 'FP64', data: [1, 2] }], /column "more"/],
  ])('refuses %s', async (_, wrong, words) => {
    const answer = await at.send('/v2/models/churn/infer', { inputs: wrong })
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(words) } })
  })
})

describe('its documents', () => {
  it('describes the columns of the model in OpenAPI', async () => {
    const { body } = await at.send('/openapi.json')
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'churn' } })
    const text = JSON.stringify((body as { paths: Record<string, unknown> }).paths['/models/churn/predict'])
    expect(text).toContain('"tenure":{"type":"integer","format":"int64"}')
    expect(text).toContain('"example":{"tenure":2,"monthly":53.85,"contract":"Month-to-month"}')
  })

  it('shows a page without scripts', async () => {
    const page = await at.send('/docs')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.text).toContain('curl http://localhost:')
    expect(page.text).not.toContain('<script')
  })
})

describe('what is recorded', () => {
  it('tells monitoring of each request, and matches truth by its id', async () => {
    const sent = await at.send('/models/churn/predict', [row, row], { headers: { 'x-request-id': 'order-1' } })
    expect(sent.headers['x-request-id']).toBe('order-1')
    const matched = await at.send('/feedback', { request_id: 'order-1', row: 1, truth: true })
    expect(matched.body).toEqual({ received: 1, matched: 1 })
    expect(at.recorded.find(({ requestId }) => requestId === 'order-1')).toMatchObject({
      model: 'churn',
      version: 1,
      mode: 'live',
      status: 200,
      rows: 2,
      features: [row, row],
      predictions: [55.5, 55.5],
    })
    expect((await at.send('/feedback', { request_id: 'order-1' })).status).toBe(422)
  })
})
