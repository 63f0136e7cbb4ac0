import { describe, expect, it } from 'vitest'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { createTempTracking } from '#engine/testing/temp-tracking.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { NewSweep } from '#shared/model/sweep.ts'
import { createStartedSweeps } from './started-sweeps.ts'
import { createSweeps } from './sweeps.ts'

const code = `import time, pipewright
@data_loader
def load(*args, **kwargs):
    pipewright.log_metric('auc', 1 - abs(kwargs['lr'] - 0.5), step=1)
    time.sleep(kwargs['seconds'])
    return 1
`
const asked: NewSweep = {
  over: ['lr=0.2,0.5,0.9'],
  random: null,
  metric: 'auc',
  isHighest: true,
  parallel: 2,
  halving: null,
}

const createTempSweeps = async (seconds: number) => {
  const server = await createTempTracking()
  const { project, context, folder } = server.temp
  const blocks = [{ uuid: 'fit', type: 'data_loader' as const, code }]
  const pipeline = { uuid: 'train', blocks, variables: { seconds } }
  await folder.pipeline(pipeline)
  const temp = await createTempRuns([pipeline], {
    context: { events: context.events },
    project,
    deps: { tracking: server.tracking },
  })
  const { findProject } = temp.deps
  const { run } = createSweeps(temp.context, { findProject, runs: temp.runs, tracking: server.tracking })
  const sweeps = createStartedSweeps(temp.context, { findProject, run })
  const projectId = project.id
  const newest = async () => {
    const [sweep] = given(await sweeps.list({ projectId }))
    if (sweep === undefined) throw new Error('no sweep was started')
    return sweep
  }
  return {
    sweeps,
    projectId,
    newest,
    start: (change: Partial<NewSweep> = {}) =>
      sweeps.start({ projectId, pipelineUuid: 'train', sweep: { ...asked, ...change } }),
    [Symbol.asyncDispose]: async () => {
      await sweeps[Symbol.asyncDispose]()
      await temp[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe('a sweep nobody waits for', () => {
  it('tells how far it is, and which run is the best', async () => {
    await using at = await createTempSweeps(0)
    expect(given(await at.start())).toEqual({ total: 3 })
    await waitFor(async () => (await at.newest()).state === 'completed', 'the end of the sweep')
    expect(await at.newest()).toMatchObject({ ended: 3, total: 3, best: { value: 1, variables: { lr: 0.5 } } })
  })

  it('that is stopped ends what runs and starts nothing more', async () => {
    await using at = await createTempSweeps(60)
    given(await at.start({ parallel: 1 }))
    const { id } = await at.newest()
    await waitFor(async () => (await at.newest()).state === 'running', 'its beginning')
    given(await at.sweeps.stop({ projectId: at.projectId, sweepId: id }))
    await waitFor(async () => (await at.newest()).state === 'stopped', 'its end')
    expect((await at.newest()).best).toBeNull()
  })

  it('says what is wrong with its variables', async () => {
    await using at = await createTempSweeps(0)
    const wrong = await at.start({ over: ['lr'] })
    expect(wrong.ok ? '' : wrong.error.message).toContain('name=value')
    const endless = await at.start({ over: ['lr=0.1..0.2'] })
    expect(endless.ok ? '' : endless.error.message).toContain('range without end')
  })
})
