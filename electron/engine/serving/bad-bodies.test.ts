import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTempServing, type TempServing } from '#engine/testing/temp-serving.ts'

let at: TempServing

beforeAll(async () => {
  at = await createTempServing()
  await at.register(1, { alias: 'champion' })
  await at.serve()
})
afterAll(() => at[Symbol.asyncDispose]())

const row = { tenure: 1, monthly: 1, contract: 'x' }
const predict = '/models/churn/predict'
const well = { status: 200, body: { prediction: 2, version: 'v1' } }

describe('bodies nobody means well with', () => {
  it.each([
    ['lists nested without end', '['.repeat(200_000) + ']'.repeat(200_000), 422],
    [
      'objects nested without end in a cell',
      `{"tenure":1,"monthly":1,"contract":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
      422,
    ],
    ['NaN', '{"tenure":NaN,"monthly":1}', 400],
    ['a number without end', '{"tenure":1,"monthly":1e999}', 422],
    ['a key that would change all objects', '{"__proto__":{"tenure":1},"monthly":1}', 400],
    ['no JSON', '{"tenure":', 400],
    ['nothing', '', 400],
    ['a text', '"tenure"', 422],
    [
      'a hundred thousand unknown columns',
      JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`c${at}`, 1]))),
      422,
    ],
    ['no rows', '[]', 422],
  ])('answers %s rightly', async (_, body, status) => {
    expect((await at.send(predict, body)).status).toBe(status)
    expect(await at.send(predict, row)).toMatchObject(well)
  })

  it('answers other kinds of bodies with 415 and unknown addresses with 404', async () => {
    expect((await at.send(predict, 'a=1', { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
    expect((await at.send('/models/churn/../../etc/passwd')).status).toBe(404)
    expect((await at.send('/v2/models/%2e%2e%2f/infer', row)).status).toBe(404)
  })
})
