import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { given } from '#engine/testing/temp-runs.ts'
import { createTempServing, type TempServing } from '#engine/testing/temp-serving.ts'
import { waitFor } from '#engine/testing/wait-for.ts'

let at: TempServing

beforeEach(async () => {
  at = await createTempServing()
  await at.register(1, { alias: 'champion' })
  await at.register(10)
})
afterEach(() => at[Symbol.asyncDispose]())

const row = { tenure: 1, monthly: 1, contract: 'x' }

type Load = { readonly statuses: number[]; readonly versions: Set<string>; stop(): Promise<void> }

/** Callers that ask one after another until they are stopped. */
const load = (clients: number): Load => {
  const statuses: number[] = []
  const versions = new Set<string>()
  let isOn = true
  const client = async () => {
    while (isOn) {
      const answer = await at.send('/models/churn/predict', row)
      statuses.push(answer.status)
      versions.add((answer.body as { version: string }).version)
    }
  }
  const clientsEnd = Promise.all(Array.from({ length: clients }, client))
  return {
    statuses,
    versions,
    stop: async () => {
      isOn = false
      await clientsEnd
    },
  }
}

const live = (version: number, share = 100) => ({ version, share, mode: 'live' as const })
const isAlive = (pid: number) => existsSync(`/proc/${pid}/stat`)
const change = { reason: 'better', by: 'test' }

const servedVersions = async () => {
  const status = given(await at.serving.status({ projectId: at.project.id, modelName: 'churn' }))
  return status.versions.map(({ version, state }) => `${version} ${state}`)
}

describe('another version', () => {
  it('takes over under load without a failed request, and goes back within a second', async () => {
    await at.serve()
    const callers = load(6)
    await waitFor(() => callers.statuses.length > 50, 'answers')
    given(await at.serving.route(at.project, 'churn', { routes: [live(2)], ...change }))
    // From here on nobody is answered by the old one any more.
    callers.versions.clear()
    const before = callers.statuses.length
    await waitFor(() => callers.statuses.length > before + 100, 'answers of the new version')
    const started = performance.now()
    const back = await at.serving.rollBack({ projectId: at.project.id, modelName: 'churn', reason: null })
    expect(performance.now() - started).toBeLessThan(1000)
    expect(given(back).previous).toEqual([live(2)])
    expect((await at.send('/models/churn/predict', row)).body).toEqual({ prediction: 2, version: 'v1' })
    await callers.stop()
    expect(callers.statuses.filter((status) => status !== 200)).toEqual([])
    const lines = (await readFile(at.folder.at('models/churn/changes.ndjson'), 'utf8')).trim().split('\n')
    const told = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'deployed')
    expect(told).toMatchObject([
      { version: 1, previous: null },
      { version: 2, previous: 1, reason: 'better', by: 'test' },
      { version: 1, previous: 2, reason: 'rolled back' },
    ])
  })

  it('answers its share as a canary, and is asked for as a shadow without being heard', async () => {
    await at.serve([live(1, 50), live(2, 50)])
    const answers = await Promise.all(Array.from({ length: 60 }, () => at.send('/models/churn/predict', row)))
    const versions = answers.map(({ body }) => (body as { version: string }).version)
    expect(new Set(versions)).toEqual(new Set(['v1', 'v2']))

    await at.serve([live(1), { version: 2, share: 100, mode: 'shadow' }])
    const shadowed = await at.send('/models/churn/predict', row, { headers: { 'x-request-id': 'shadowed' } })
    expect(shadowed.body).toEqual({ prediction: 2, version: 'v1' })
    await waitFor(() => at.recorded.filter(({ requestId }) => requestId === 'shadowed').length === 2, 'two records')
    const records = at.recorded.filter(({ requestId }) => requestId === 'shadowed')
    expect(records.find(({ mode }) => mode === 'shadow')).toMatchObject({ version: 2, predictions: [20] })
  })

  it('that cannot be loaded changes nothing', async () => {
    const broken = await at.register(3, { files: { 'model.pkl': 'cno_such_module\nModel\n.' } })
    await at.serve()
    const refused = await at.serving.route(at.project, 'churn', { routes: [live(broken)], ...change })
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining('no_such_module') } })
    expect((await at.send('/models/churn/predict', row)).status).toBe(200)
    expect(await servedVersions()).toEqual(['1 ready'])
  })

  it('is followed where another program moves the alias', async () => {
    await at.serve()
    const file = await at.folder.read('models/churn/model.yaml')
    await at.folder.write('models/churn/model.yaml', file.replace('champion: 1', 'champion: 2'))
    await waitFor(
      async () => (await at.send('/models/churn/predict', row)).headers['x-model-version'] === '2',
      'the new champion',
    )
  })

  it('that is only registered serves nobody, though the endpoint serves the best there is', async () => {
    given(await at.models.deleteAlias({ projectId: at.project.id, name: 'churn', alias: 'champion', reason: null }))
    expect((await at.serve()).versions[0]?.version).toBe(2)
    await at.register(100)
    expect((await at.send('/models/churn/predict', row)).headers['x-model-version']).toBe('2')
    given(
      await at.models.setAlias({
        projectId: at.project.id,
        name: 'churn',
        alias: 'champion',
        version: 3,
        reason: null,
      }),
    )
    await waitFor(
      async () => (await at.send('/models/churn/predict', row)).headers['x-model-version'] === '3',
      'the champion',
    )
  })

  it('is followed where the endpoint was asked for by an alias, and kept in endpoint.yaml with its comments', async () => {
    await at.folder.write(
      'models/churn/endpoint.yaml',
      '# ours\nworkers: 1 # enough\nversions: [{version: champion}]\n',
    )
    await at.serve()
    given(
      await at.models.setAlias({
        projectId: at.project.id,
        name: 'churn',
        alias: 'champion',
        version: 2,
        reason: null,
      }),
    )
    await waitFor(
      async () => (await at.send('/models/churn/predict', row)).headers['x-model-version'] === '2',
      'the new champion',
    )
    given(await at.serving.route(at.project, 'churn', { routes: [live(1)], ...change }))
    const file = await at.folder.read('models/churn/endpoint.yaml')
    expect(file).toContain('# ours\nworkers: 1 # enough\n')
    expect(file).toMatch(/version: 1/)
  })
})

describe('workers', () => {
  it('that die are replaced, and what they had is answered by another', async () => {
    await at.serve()
    const answers = await Promise.all([
      at.send('/models/churn/predict', { ...row, contract: 'dies-once' }),
      ...Array.from({ length: 8 }, () => at.send('/models/churn/predict', row)),
    ])
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200))
    await waitFor(async () => {
      const status = given(await at.serving.status({ projectId: at.project.id, modelName: 'churn' }))
      const [version] = status.versions
      return version !== undefined && version.restarts >= 1 && version.workers === 2
    }, 'a new worker')
  })

  it('that die of a request twice fail that one alone', async () => {
    await at.serve()
    const answers = await Promise.all([
      at.send('/models/churn/predict', { ...row, contract: 'dies' }),
      ...Array.from({ length: 8 }, () => at.send('/models/churn/predict', row)),
    ])
    expect(answers.map(({ status }) => status)).toEqual([503, ...Array.from({ length: 8 }, () => 200)])
  })

  it.skipIf(process.platform !== 'linux')('are gone when it is stopped, and when the engine ends', async () => {
    await at.serve()
    const pids = new Set<number>()
    const look = async () => {
      const answer = await at.send('/models/churn/predict', { ...row, contract: 'pid' })
      pids.add((answer.body as { prediction: number }).prediction)
    }
    for (let count = 0; count < 4; count += 1) await look()
    expect([...pids].every(isAlive)).toBe(true)
    await at.serving.stop({ projectId: at.project.id, modelName: 'churn' })
    expect([...pids].some(isAlive)).toBe(false)
    await expect(at.send('/ping')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(given(await at.serving.status({ projectId: at.project.id, modelName: 'churn' })).state).toBe('stopped')
  })
})

describe("the project's own predict", () => {
  it('works before and after the model, and is not asked twice for one request', async () => {
    const code = `
def predict(model, rows, version, **kwargs):
    rows = rows.to_dict('records') if hasattr(rows, 'to_dict') else rows
    return [{'prediction': 'high' if value > 5 else 'low', 'score': value, 'by': version} for value in model.predict(rows)]
`
    await at.folder.write('custom/churn_api.py', code)
    await at.settings({ predict: 'custom/churn_api.py' })
    await at.serve()
    const answer = await at.send('/models/churn/predict', [row, { ...row, monthly: 9 }])
    expect(answer.body).toEqual([
      { prediction: 'low', score: 2, by: 1, version: 'v1' },
      { prediction: 'high', score: 10, by: 1, version: 'v1' },
    ])
    expect((await at.send('/models/churn/predict', { ...row, contract: 'dies-once' })).status).toBe(503)
  })

  it('says what is missing in it', async () => {
    await at.folder.write('custom/churn_api.py', 'def other(): pass\n')
    await at.settings({ predict: 'custom/churn_api.py' })
    const input = { projectId: at.project.id, modelName: 'churn', versions: null, port: 0, workers: null, reason: null }
    expect(await at.serving.serve(input)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('def predict(model, rows, **kwargs)') },
    })
    const status = given(await at.serving.status({ projectId: at.project.id, modelName: 'churn' }))
    expect(status.state).toBe('failed')
  })
})
