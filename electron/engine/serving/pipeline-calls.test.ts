import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutputs } from '#engine/outputs/outputs.ts'
import { createTempRuns, type TempRuns } from '#engine/testing/temp-runs.ts'
import { createTempServing, type TempServing } from '#engine/testing/temp-serving.ts'
import { createPipelineCalls } from './pipeline-calls.ts'

let runs: TempRuns
let at: TempServing

const load = `@data_loader
def load(*args, **kwargs):
    return {'rows': kwargs['request_rows']}
`
const double = `@transformer
def double(data, *args, **kwargs):
    return {'doubled': [row['x'] * kwargs.get('factor', 2) for row in data['rows']]}
`
const slow = `import time
@data_loader
def load(*args, **kwargs):
    time.sleep(60)
`

beforeAll(async () => {
  const steps = [
    { uuid: 'load', type: 'data_loader' as const, code: load },
    { uuid: 'double', upstream: ['load'], code: double },
  ]
  runs = await createTempRuns([
    { uuid: 'score', blocks: steps },
    { uuid: 'hidden', blocks: steps },
    { uuid: 'slow', blocks: [{ uuid: 'sleep', type: 'data_loader', code: slow }] },
  ])
  const outputs = createOutputs(runs.context, runs.deps)
  const call = createPipelineCalls({ runs: runs.runs, outputs })
  at = await createTempServing({ runPipeline: (_, wanted) => call(runs.project, wanted) })
  await at.register(1, { alias: 'champion' })
  await at.settings({ pipelines: ['score', 'slow'], limits: { timeoutSeconds: 4 } })
  await at.serve()
})
afterAll(async () => {
  await at[Symbol.asyncDispose]()
  await runs[Symbol.asyncDispose]()
})

describe('a pipeline as an endpoint', () => {
  it('runs once per request, with its rows or variables, and gives what its last blocks gave', async () => {
    const rows = await at.send('/pipelines/score/predict', [{ x: 2 }, { x: 5 }])
    expect(rows).toMatchObject({
      status: 200,
      body: { outputs: { double: [{ doubled: 4 }, { doubled: 10 }] }, run: 1 },
    })
    const variables = await at.send('/pipelines/score/predict', { request_rows: [{ x: 2 }], factor: 10 })
    expect(variables.body).toMatchObject({ outputs: { double: [{ doubled: 20 }] }, run: 2 })
  })

  it('tells which block failed, and why', async () => {
    const answer = await at.send('/pipelines/score/predict', [{ y: 2 }])
    expect(answer).toMatchObject({
      status: 500,
      body: { error: { message: expect.stringMatching(/failed in "double": KeyError/) } },
    })
  })

  it('is cancelled when it takes too long', async () => {
    expect((await at.send('/pipelines/slow/predict', {})).status).toBe(504)
    expect(runs.runs.activeCount(null)).toBe(0)
  })

  it('is called only where the settings name it', async () => {
    expect((await at.send('/pipelines/hidden/predict', {})).status).toBe(404)
    expect((await at.send('/pipelines/score/predict', '"text"')).status).toBe(422)
  })
})
