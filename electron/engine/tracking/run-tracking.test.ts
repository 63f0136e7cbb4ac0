import { describe, expect, it } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { createTempTracking } from '#engine/testing/temp-tracking.ts'

const loader = (lines: string): TempBlock => ({
  uuid: 'fit',
  type: 'data_loader',
  code: `@data_loader\ndef load(*args, **kwargs):\n${lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`,
})

/** Runs of a project whose blocks are tracked, with what was tracked of the first run. */
const trackedRunsOf = async (code: string) => {
  const server = await createTempTracking()
  const pipeline = { uuid: 'train', blocks: [loader(code)], variables: { lr: 0.1 } }
  const { tracking, temp } = server
  const project = temp.project
  await temp.folder.pipeline(pipeline)
  const runs = await createTempRuns([pipeline], {
    context: { events: temp.context.events },
    project,
    deps: { tracking },
  })
  const finished = await runs.finish('train')
  await tracking.flush()
  const experiments = given(await tracking.experiments({ projectId: project.id }))
  const experiment = experiments.find(({ name }) => name === 'train')
  const search = { projectId: project.id, filter: '', orderBy: [], limit: 10, pageToken: null }
  const found = given(await tracking.search({ ...search, experimentIds: [experiment?.id ?? '0'] }))
  return {
    finished,
    server,
    tracked: found.trackedRuns,
    [Symbol.asyncDispose]: async () => {
      await runs[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

const program = `import pipewright
for step in range(3):
    pipewright.log_metric('loss', 1 / (step + 1), step=step)
pipewright.log_metric('odd', float('nan'))
pipewright.log_params({'depth': 3})
pipewright.set_tag('team', 'churn')
pipewright.log_table([{'a': 1, 'b': 'x, y'}], 'tables/t.csv')
return 1`

describe('what a block says by the helper', () => {
  it('goes into one tracked run of the run, with its variables, files and links', async () => {
    await using place = await trackedRunsOf(program)
    const { finished, tracked, server } = place
    expect(finished.state).toBe('completed')
    expect(tracked).toHaveLength(1)
    const [run] = tracked
    expect(run).toMatchObject({
      name: `Run ${finished.id}`,
      status: 'FINISHED',
      runId: finished.id,
      pipelineUuid: 'train',
      params: { depth: '3', lr: '0.1' },
      metrics: { loss: { value: 1 / 3, step: 2 }, odd: { value: null } },
    })
    expect(run?.tags.team).toBe('churn')
    const place2 = { projectId: server.temp.project.id, trackedRunId: run?.id ?? '' }
    const history = await server.tracking.history({
      ...place2,
      trackedRunIds: [run?.id ?? ''],
      metric: 'loss',
      limit: 100,
    })
    expect(given(history)[0]?.points.map(({ step }) => step)).toEqual([0, 1, 2])
    const table = given(await server.tracking.artifact({ ...place2, path: 'tables/t.csv' }))
    expect(table).toMatchObject({ kind: 'table', columns: ['a', 'b'], rows: [['1', 'x, y']] })
  })

  it('leaves no trace where a block says nothing of the kind', async () => {
    await using place = await trackedRunsOf('return 1')
    expect(place.tracked).toEqual([])
  })

  it('says of a run that failed that it did', async () => {
    await using place = await trackedRunsOf(
      "import pipewright\npipewright.log_metric('loss', 1)\nraise ValueError('no')",
    )
    expect(place.tracked[0]).toMatchObject({ status: 'FAILED', metrics: { loss: { value: 1 } } })
  })
})

/** What MLflow's client does, without installing it. */
const restProgram = `import json, os, urllib.request
def post(path, body):
    request = urllib.request.Request(os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow/' + path, json.dumps(body).encode(), {'Authorization': 'Bearer ' + os.environ['MLFLOW_TRACKING_TOKEN']})
    return json.loads(urllib.request.urlopen(request).read())
experiment = post('experiments/create', {'name': os.environ['MLFLOW_EXPERIMENT_NAME']})['experiment_id']
post('runs/create', {'experiment_id': experiment, 'run_name': 'inner'})
return 1`

describe("MLflow's client in a block", () => {
  it('finds its server in the environment; its tracked runs belong to the block and end with the run', async () => {
    await using place = await trackedRunsOf(restProgram)
    expect(place.finished.state).toBe('completed')
    expect(place.tracked).toMatchObject([
      { name: 'inner', runId: place.finished.id, blockUuid: 'fit', pipelineUuid: 'train', status: 'FINISHED' },
    ])
  })
})
