import { readFile, stat, symlink } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mlmodelText } from '#engine/testing/temp-models.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { createTempTracking, type TempTracking } from '#engine/testing/temp-tracking.ts'

let server: TempTracking
beforeAll(async () => {
  server = await createTempTracking()
})
afterAll(() => server[Symbol.asyncDispose]())

const statusOf = (headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(server.url)
    const asked = httpRequest({
      port,
      host: '127.0.0.1',
      path: '/api/2.0/mlflow/experiments/search?max_results=1',
      headers,
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })

describe('who may call', () => {
  it('is who has the token, by the name of this computer, and no page of a browser', async () => {
    const authorization = `Bearer ${server.token}`
    expect(await statusOf({ authorization })).toBe(200)
    expect(await statusOf({})).toBe(401)
    expect(await statusOf({ authorization: 'Bearer wrong' })).toBe(401)
    expect(await statusOf({ authorization: `Basic ${Buffer.from(`ada:${server.token}`).toString('base64')}` })).toBe(
      200,
    )
    expect(await statusOf({ authorization, host: 'evil.example' })).toBe(403)
    expect(await statusOf({ authorization, origin: 'https://evil.example' })).toBe(403)
  })

  it('finds the address in a file that the user alone can read', async () => {
    const file = join(server.temp.project.stateDirectory, 'tracking', 'server.json')
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ url: server.url, token: server.token })
    expect((await stat(file)).mode & 0o077).toBe(0)
  })
})

describe('experiments', () => {
  it('are made, found by name, renamed, deleted and restored', async () => {
    const made = await server.post('experiments/create', { name: 'churn', tags: [{ key: 'a', value: 'b' }] })
    const id = String(made.body.experiment_id)
    const found = await server.get('experiments/get-by-name', { experiment_name: 'churn' })
    expect(found.body.experiment).toMatchObject({ experiment_id: id, artifact_location: `mlflow-artifacts:/${id}` })
    expect((await server.post('experiments/create', { name: 'churn' })).body.error_code).toBe('RESOURCE_ALREADY_EXISTS')
    await server.post('experiments/update', { experiment_id: id, new_name: 'leavers' })
    await server.post('experiments/delete', { experiment_id: id })
    expect((await server.get('experiments/get', { experiment_id: id })).body.experiment).toMatchObject({
      name: 'leavers',
      lifecycle_stage: 'deleted',
    })
    const refused = await server.post('runs/create', { experiment_id: id })
    expect(refused).toMatchObject({ status: 400 })
    await server.post('experiments/restore', { experiment_id: id })
    expect((await server.post('runs/create', { experiment_id: id })).status).toBe(200)
  })

  it('say what is wrong in the words of MLflow', async () => {
    expect((await server.post('experiments/create', {})).body.message).toMatch(
      /^Missing value for required parameter 'name'/,
    )
    expect((await server.post('experiments/create', { name: 3 })).body.message).toMatch(
      /^Invalid value 3 for parameter 'name'/,
    )
    expect(await server.get('experiments/get', { experiment_id: '99' })).toMatchObject({
      status: 404,
      body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    })
    expect(await server.get('traces')).toMatchObject({ status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND' } })
  })
})

describe('tracked runs', () => {
  it('keep metrics with steps, what is no number, params once and tags anew', async () => {
    const { id } = await server.trackedRun()
    const metrics = [0, 1, 2].map((step) => ({ key: 'loss', value: 1 / (step + 1), step, timestamp: step }))
    await server.post('runs/log-batch', { run_id: id, metrics, params: [{ key: 'lr', value: '0.1' }] })
    await server.post('runs/log-metric', { run_id: id, key: 'odd', value: 'NaN', timestamp: 1 })
    await server.post('runs/log-metric', { run_id: id, key: 'high', value: 'Infinity', timestamp: 1 })
    await server.post('runs/set-tag', { run_id: id, key: 'team', value: 'a' })
    await server.post('runs/set-tag', { run_id: id, key: 'team', value: 'b' })
    const again = await server.post('runs/log-parameter', { run_id: id, key: 'lr', value: '0.2' })
    expect(again.body.message).toContain("Param with key='lr' was already logged with value='0.1'")
    const { data } = (await server.get('runs/get', { run_id: id })).body.run as { data: Record<string, unknown[]> }
    expect(data.metrics).toEqual(
      expect.arrayContaining([
        { key: 'loss', value: 1 / 3, step: 2, timestamp: 2 },
        { key: 'odd', value: 'NaN', step: 0, timestamp: 1 },
        { key: 'high', value: 1.7976931348623157e308, step: 0, timestamp: 1 },
      ]),
    )
    expect(data.tags).toContainEqual({ key: 'team', value: 'b' })
    const first = await server.get('metrics/get-history', { run_id: id, metric_key: 'loss', max_results: '2' })
    expect((first.body.metrics as unknown[]).length).toBe(2)
    const token = String(first.body.next_page_token)
    const rest = await server.get('metrics/get-history', {
      run_id: id,
      metric_key: 'loss',
      max_results: '2',
      page_token: token,
    })
    expect(rest.body.metrics).toEqual([{ key: 'loss', value: 1 / 3, step: 2, timestamp: 2 }])
  })

  it('keep all of a batch or nothing of it', async () => {
    const { id } = await server.trackedRun()
    await server.post('runs/log-parameter', { run_id: id, key: 'lr', value: '0.1' })
    const metrics = [{ key: 'loss', value: 1, timestamp: 1 }]
    const refused = await server.post('runs/log-batch', { run_id: id, metrics, params: [{ key: 'lr', value: '9' }] })
    expect(refused.status).toBe(400)
    const history = await server.get('metrics/get-history', { run_id: id, metric_key: 'loss' })
    expect(history.body.metrics).toEqual([])
  })

  it('give evenly taken values of a long training, with the first and the last', async () => {
    const { id } = await server.trackedRun()
    const metrics = Array.from({ length: 1000 }, (_, step) => ({ key: 'loss', value: step, step, timestamp: step }))
    await server.post('runs/log-batch', { run_id: id, metrics })
    const answer = await server.get('metrics/get-history-bulk-interval', {
      run_ids: id,
      metric_key: 'loss',
      max_results: '10',
    })
    const steps = (answer.body.metrics as { step: number }[]).map(({ step }) => step)
    expect(steps).toHaveLength(10)
    expect([steps[0], steps.at(-1)]).toEqual([0, 999])
  })

  it('are found by metrics, params, tags and attributes, in an order, page by page', async () => {
    const { experimentId, id } = await server.trackedRun('one')
    const others = []
    for (const [index, auc] of [0.7, 0.9, 0.8].entries()) {
      const made = await server.post('runs/create', {
        experiment_id: experimentId,
        run_name: `r${index}`,
        start_time: index,
      })
      const { info } = made.body.run as { info: { run_id: string } }
      others.push(info.run_id)
      await server.post('runs/log-batch', {
        run_id: info.run_id,
        metrics: [{ key: 'val/auc', value: auc, timestamp: 1 }],
        params: [{ key: 'model', value: index === 1 ? 'Forest' : 'boost' }],
      })
    }
    const search = async (filter: string, orderBy: readonly string[] = []) => {
      const answer = await server.post('runs/search', { experiment_ids: [experimentId], filter, order_by: orderBy })
      return (answer.body.runs as { info: { run_id: string } }[]).map(({ info }) => info.run_id)
    }
    const [first, second, third] = others
    expect(await search('metrics.`val/auc` > 0.75', ['metrics.`val/auc` DESC'])).toEqual([second, third])
    expect(await search("params.model LIKE 'forest'")).toEqual([])
    expect(await search("params.model ILIKE 'for%'")).toEqual([second])
    expect(await search('params.model IS NULL')).toEqual([id])
    expect(await search(`run_id IN ('${first}', '${third}')`, ['start_time ASC'])).toEqual([first, third])
    // Who has no value comes last in either direction.
    expect((await search('', ['metrics.`val/auc` ASC'])).at(-1)).toBe(id)
    expect((await search('', ['metrics.`val/auc` DESC'])).at(-1)).toBe(id)
    const page = await server.post('runs/search', { experiment_ids: [experimentId], max_results: 3 })
    const next = await server.post('runs/search', {
      experiment_ids: [experimentId],
      max_results: 3,
      page_token: page.body.next_page_token,
    })
    expect([(page.body.runs as unknown[]).length, (next.body.runs as unknown[]).length]).toEqual([3, 1])
    expect(next.body.next_page_token).toBeUndefined()
    expect((await server.post('runs/search', { experiment_ids: [experimentId], filter: 'colour = 3' })).status).toBe(
      400,
    )
  })
})

describe('artifacts', () => {
  it('are put, listed, read and deleted below the folder of the project', async () => {
    const { experimentId, id } = await server.trackedRun()
    const place = `/api/2.0/mlflow-artifacts/artifacts/${experimentId}/${id}/artifacts`
    await server.send(`${place}/plots/a%20b.txt`, { method: 'PUT', body: 'hello' })
    const listed = await server.get('artifacts/list', { run_id: id, path: 'plots' })
    expect(listed.body.files).toEqual([{ path: 'plots/a b.txt', is_dir: false, file_size: 5 }])
    expect((await server.send(`${place}/plots/a%20b.txt`, { method: 'GET' })).text).toBe('hello')
    const shown = given(
      await server.tracking.artifact({ projectId: server.temp.project.id, trackedRunId: id, path: 'plots/a b.txt' }),
    )
    expect(shown).toEqual({ kind: 'text', text: 'hello', truncated: false })
    await server.send(`${place}/plots`, { method: 'DELETE' })
    expect((await server.get('artifacts/list', { run_id: id })).body.files).toEqual([])
  })

  it('never leave it: by dots, escaped dots, absolute paths and links', async () => {
    const { experimentId, id } = await server.trackedRun()
    const place = `/api/2.0/mlflow-artifacts/artifacts/${experimentId}/${id}/artifacts`
    for (const path of ['..%2F..%2Fx', '%252e%252e%252fx', '..%5Cx', 'C:%5Cx']) {
      const answer = await server.send(`${place}/${path}`, { method: 'PUT', body: 'x' })
      expect(answer).toMatchObject({ status: 400, body: { message: 'Invalid path' } })
    }
    const absolute = await server.send('/api/2.0/mlflow-artifacts/artifacts/%2Fetc%2Fpasswd', { method: 'GET' })
    expect(absolute).toMatchObject({ status: 400, body: { message: 'Invalid path' } })
    expect((await server.get('artifacts/list', { run_id: id, path: '../../..' })).status).toBe(400)
    await server.send(`${place}/plots/a.txt`, { method: 'PUT', body: 'hello' })
    const folder = join(server.temp.project.stateDirectory, 'tracking', experimentId, id, 'artifacts', 'out')
    await symlink(server.temp.folder.path, folder)
    expect((await server.send(`${place}/out/metadata.yaml`, { method: 'GET' })).status).toBe(400)
  })
})

describe('the registry', () => {
  it('is the models of the project: versions, aliases, stages, tags, files', async () => {
    const { experimentId, id } = await server.trackedRun()
    await server.post('runs/log-metric', { run_id: id, key: 'auc', value: 0.9, timestamp: 1 })
    const place = `/api/2.0/mlflow-artifacts/artifacts/${experimentId}/${id}/artifacts/model`
    await server.send(`${place}/MLmodel`, { method: 'PUT', body: mlmodelText })
    await server.post('registered-models/create', { name: 'churn', description: 'who leaves' })
    const source = `mlflow-artifacts:/${experimentId}/${id}/artifacts/model`
    const made = await server.post('model-versions/create', { name: 'churn', source, run_id: id })
    expect(made.body.model_version).toMatchObject({ name: 'churn', version: '1', run_id: id, status: 'READY' })
    const version = given(await server.temp.models.get({ projectId: server.temp.project.id, name: 'churn' }))
      .versions[0]
    expect(version).toMatchObject({ version: 1, metrics: { auc: 0.9 }, source: { trackedRunId: id } })
    await server.post('registered-models/alias', { name: 'churn', alias: 'champion', version: '1' })
    const byAlias = await server.get('registered-models/alias', { name: 'churn', alias: 'champion' })
    expect(byAlias.body.model_version).toMatchObject({ version: '1', aliases: ['champion'] })
    const { body } = await server.get('model-versions/get-download-uri', { name: 'churn', version: '1' })
    const path = String(body.artifact_uri).replace('mlflow-artifacts:/', '')
    const file = await server.send(`/api/2.0/mlflow-artifacts/artifacts/${path}/MLmodel`, { method: 'GET' })
    expect(file.text).toContain('python_function')
    const found = await server.get('registered-models/search', { filter: "name ILIKE 'CHU%'" })
    expect(found.body.registered_models).toHaveLength(1)
  })

  it('takes no folder of the computer that a request names', async () => {
    await server.post('registered-models/create', { name: 'stolen' })
    const made = await server.post('model-versions/create', {
      name: 'stolen',
      source: `file://${server.temp.folder.path}`,
    })
    expect(made).toMatchObject({ status: 400 })
  })
})
