import { describe, expect, it } from 'vitest'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { createTempTracking } from '#engine/testing/temp-tracking.ts'
import { createSweeps, type SweepInput } from './sweeps.ts'

/** Better the nearer to 0.5; from step 3 on it waits, so that what is pruned has not ended by itself. */
const code = `import time, pipewright
@data_loader
def load(*args, **kwargs):
    for step in range(1, 4):
        pipewright.log_metric('auc', 1 - abs(kwargs['lr'] - 0.5), step=step)
        if step == 3 and kwargs['waits'] and abs(kwargs['lr'] - 0.5) > 0.3:
            time.sleep(60)
    return 1
`

const sweepOf = async (change: Partial<SweepInput>) => {
  const server = await createTempTracking()
  const { project, context, folder } = server.temp
  const pipeline = { uuid: 'train', blocks: [{ uuid: 'fit', type: 'data_loader' as const, code }] }
  await folder.pipeline(pipeline)
  const runs = await createTempRuns([pipeline], {
    context: { events: context.events },
    project,
    deps: { tracking: server.tracking },
  })
  const sweeps = createSweeps(runs.context, {
    findProject: runs.deps.findProject,
    runs: runs.runs,
    tracking: server.tracking,
  })
  const outcome = await sweeps.run({
    projectId: project.id,
    pipelineUuid: 'train',
    variables: { waits: false },
    trials: [{ lr: 0.4 }, { lr: 0.5 }, { lr: 0.9 }],
    metric: 'auc',
    isHighest: true,
    parallel: 1,
    halving: null,
    signal: new AbortController().signal,
    onTrial: () => {},
    ...change,
  })
  await server.tracking.flush()
  const experiments = given(await server.tracking.experiments({ projectId: project.id }))
  const experimentIds = experiments.filter(({ name }) => name === 'train').map(({ id }) => id)
  const search = { projectId: project.id, experimentIds, filter: '', orderBy: [], limit: 20, pageToken: null }
  const { trackedRuns } = given(await server.tracking.search(search))
  await runs[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  return { outcome, trackedRuns, happened: runs.happened }
}

describe('a sweep', () => {
  it('runs each combination as a run of its own below one tracked run, and says the best', async () => {
    const { outcome, trackedRuns, happened } = await sweepOf({})
    const { trials, best, trackedRunId } = given(outcome)
    expect(trials.map(({ variables, value, state }) => [variables.lr, value, state])).toEqual([
      [0.4, 0.9, 'completed'],
      [0.5, 1, 'completed'],
      [0.9, 0.6, 'completed'],
    ])
    expect(best).toMatchObject({ variables: { lr: 0.5 }, value: 1 })
    const below = trackedRuns.filter(({ tags }) => tags['mlflow.parentRunId'] === trackedRunId)
    expect(below.map(({ runId }) => runId).sort()).toEqual(trials.map(({ runId }) => runId).sort())
    expect(trackedRuns.find(({ id }) => id === trackedRunId)).toMatchObject({
      status: 'FINISHED',
      params: { metric: 'auc', goal: 'highest' },
      metrics: { auc: { value: 1 } },
    })
    const queued = happened.flatMap(({ event }) => (event.kind === 'run-queued' ? [event.origin.kind] : []))
    expect(queued).toEqual(['sweep', 'sweep', 'sweep'])
  })

  it('ends a run live that is worse than the rule allows, with the reason', async () => {
    const { outcome } = await sweepOf({ variables: { waits: true }, halving: { first: 2, eta: 3 } })
    const { trials, best } = given(outcome)
    expect(trials[2]).toMatchObject({ state: 'cancelled', variables: { lr: 0.9 } })
    expect(trials[2]?.reason).toContain('Pruned: 0.6 at step')
    expect(best?.variables).toEqual({ lr: 0.5 })
  })

  it('stops where it is told to, and starts no further run', async () => {
    const abort = new AbortController()
    const { outcome, trackedRuns } = await sweepOf({ signal: abort.signal, onTrial: () => abort.abort() })
    expect(given(outcome).trials).toHaveLength(1)
    expect(trackedRuns.find(({ name }) => name.startsWith('Sweep'))?.status).toBe('KILLED')
  })
})
