import { describe, expect, it } from 'vitest'
import { createTempRuns, statesOf } from '#engine/testing/temp-runs.ts'

const loads = (code: string) => ({
  uuid: 'load',
  type: 'data_loader' as const,
  code: `@data_loader\ndef run(*args, **kwargs):\n${code}`,
})
const passes = (uuid: string, upstream: string[], value: string) => ({
  uuid,
  upstream,
  code: `@transformer\ndef run(*args, **kwargs):\n    return ${value}\n`,
})

describe('what blocks ask of the engine', () => {
  it('runs another pipeline and tells how it ended', async () => {
    const trigger = `    from mage_ai.orchestration.triggers.api import trigger_pipeline
    run = trigger_pipeline('other', variables={'n': 4}, check_status=True, poll_interval=0.05)
    return run.status.value
`
    await using temp = await createTempRuns(
      [
        { uuid: 'main', blocks: [loads(trigger)] },
        { uuid: 'other', blocks: [{ ...loads("    return kwargs['n'] * 10\n"), uuid: 'ten' }] },
      ],
      // One place: a run that is waited for must not wait for the place of the block that waits.
      { deps: { settings: () => ({ maxParallelBlocks: 1, warmInterpreter: true }) } },
    )
    const run = await temp.finish('main')
    expect(run.reason).toBeNull()
    expect(run.blockRuns[0]?.outputs[0]?.summary).toBe('completed')
    const other = await temp.runs.latest({ projectId: temp.project.id, pipelineUuid: 'other' })
    expect(other.ok && other.value).toMatchObject({ state: 'completed', origin: { kind: 'pipeline', name: 'main' } })
    expect(other.ok && other.value?.blockRuns[0]?.outputs[0]?.summary).toBe('40')
  })

  it('says why a pipeline could not be started', async () => {
    const trigger = `    from mage_ai.orchestration.triggers.api import trigger_pipeline
    return trigger_pipeline('nowhere', check_status=True, poll_interval=0.05).status.value
`
    await using temp = await createTempRuns([{ uuid: 'main', blocks: [loads(trigger)] }])
    expect((await temp.finish('main')).reason).toContain('Pipeline nowhere could not be started')
  })

  it('gives a variable that a block set to the blocks after it, and not one that it deleted', async () => {
    const sets = `    from mage_ai.data_preparation.variable_manager import delete_global_variable, set_global_variable
    set_global_variable('main', 'seen', 5)
    delete_global_variable('main', 'gone')
    set_global_variable('main', 'given', 6)
`
    await using temp = await createTempRuns([
      {
        uuid: 'main',
        variables: { seen: 1, given: 1, gone: 1 },
        blocks: [loads(sets), passes('next', ['load'], "[kwargs['seen'] * 10 + kwargs['given'], 'gone' in kwargs]")],
      },
    ])
    const run = await temp.finish('main', { variables: { given: 2 } })
    expect(run.blockRuns[1]?.outputs.map(({ summary }) => summary)).toEqual(['52', 'False'])
  })

  it('shares a context among the blocks of a pipeline that runs in one process', async () => {
    await using temp = await createTempRuns([
      {
        uuid: 'main',
        entry: { run_pipeline_in_one_process: true },
        blocks: [loads("    kwargs['context']['c'] = 5\n"), passes('next', ['load'], "kwargs['context']['c']")],
      },
    ])
    expect((await temp.finish('main')).blockRuns[1]?.outputs[0]?.summary).toBe('5')
  })
})

describe('a global data product', () => {
  it('is made once, used while it is fresh, and gives a list of values per block', async () => {
    await using temp = await createTempRuns([
      { uuid: 'producer', blocks: [loads('    return 7\n')] },
      {
        uuid: 'consumer',
        blocks: [
          {
            uuid: 'product',
            type: 'global_data_product',
            code: null,
            configuration: { global_data_product: { uuid: 'seven' } },
          },
          passes('use', ['product'], 'repr(args)'),
        ],
      },
    ])
    await temp.folder.write(
      'global_data_products.yaml',
      'seven:\n  object_type: pipeline\n  object_uuid: producer\n  outdated_after:\n    seconds: 600\n  settings:\n    load:\n      partitions: 1\n',
    )
    for (const _ of [1, 2]) {
      const run = await temp.finish('consumer')
      expect(statesOf(run)).toEqual({ product: 'completed', use: 'completed' })
      expect(run.blockRuns[1]?.outputs[0]?.summary).toBe("({'load': [7]},)")
    }
    const made = await temp.runs.list({
      projectId: temp.project.id,
      pipelineUuid: 'producer',
      states: null,
      before: null,
      limit: 10,
    })
    expect(made.ok && made.value.length).toBe(1)
  })

  it('fails in words where the project does not know it', async () => {
    await using temp = await createTempRuns([
      {
        uuid: 'consumer',
        blocks: [
          {
            uuid: 'product',
            type: 'global_data_product',
            code: null,
            configuration: { global_data_product: { uuid: 'x' } },
          },
        ],
      },
    ])
    expect((await temp.finish('consumer')).reason).toContain('global_data_products.yaml has no product "x"')
  })

  it('is no longer made when the run that wants it is cancelled', async () => {
    await using temp = await createTempRuns([
      { uuid: 'producer', blocks: [loads('    import time\n    time.sleep(600)\n')] },
      {
        uuid: 'consumer',
        blocks: [
          {
            uuid: 'product',
            type: 'global_data_product',
            code: null,
            configuration: { global_data_product: { uuid: 'x' } },
          },
        ],
      },
    ])
    await temp.folder.write('global_data_products.yaml', 'x:\n  object_type: pipeline\n  object_uuid: producer\n')
    const runId = await temp.start('consumer')
    await new Promise<void>((resolve) => {
      temp.context.events.on('run.happened', ({ event }) => {
        if (event.kind === 'block-started' && event.blockUuid === 'load') resolve()
      })
    })
    await temp.runs.cancel({ projectId: temp.project.id, runId })
    const ended = await temp.runs.waitFor(temp.project.id, runId)
    expect(ended.ok && ended.value.state).toBe('cancelled')
    const made = await temp.runs.latest({ projectId: temp.project.id, pipelineUuid: 'producer' })
    expect(made.ok && made.value?.state).toBe('cancelled')
  })
})
