import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given, statesOf } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { markedProcesses } from './process-marks.ts'

describe('a defect of the engine in the middle of a run', () => {
  it('ends the run with all its blocks and processes, and the next run has all places', async () => {
    let isBroken = false
    const settings = () => {
      if (isBroken) throw new Error('the settings are gone')
      return { maxParallelBlocks: 2, warmInterpreter: true }
    }
    await using temp = await createTempRuns([], { deps: { settings } })
    await temp.folder.pipeline({
      uuid: 'train',
      blocks: [
        { uuid: 'slow', code: blocks.sleeps(600) },
        { uuid: 'gate', code: blocks.waitsForFile(temp.folder.at('go')) },
        { uuid: 'after', upstream: ['gate'] },
      ],
    })
    const runId = await temp.start('train')
    await waitFor(() => temp.logged.filter(({ text }) => text === 'started').length === 2, 'both blocks')
    isBroken = true
    await temp.folder.write('go', '')
    const run = given(await temp.runs.waitFor(temp.project.id, runId))
    expect(run.state).toBe('crashed')
    expect(run.reason).toContain('the settings are gone')
    expect(statesOf(run)).toEqual({ slow: 'cancelled', gate: 'completed', after: 'cancelled' })
    expect(given(await temp.histories.of(temp.project)).run(runId)).toEqual(run)
    const marks = (await markedProcesses(temp.project.id)).filter(({ mark }) => !mark.includes(':supervisor/'))
    expect(marks).toEqual([])
    isBroken = false
    await temp.folder.pipeline({ uuid: 'next', blocks: [{ uuid: 'a' }, { uuid: 'b' }, { uuid: 'c' }] })
    expect((await temp.finish('next')).state).toBe('completed')
    expect(temp.context.logged.some(({ message }) => message === 'a run met a defect')).toBe(true)
  })

  it('ends the blocks of a run that could not even begin', async () => {
    let isBroken = false
    const metadata = async () => {
      if (isBroken) throw new Error('the project is gone')
      return {}
    }
    const pipeline = { uuid: 'train', blocks: [{ uuid: 'a' }, { uuid: 'b', upstream: ['a'] }] }
    await using temp = await createTempRuns([pipeline], { project: { metadata } })
    temp.context.events.on('run.happened', ({ event }) => {
      isBroken ||= event.kind === 'run-queued'
    })
    const run = await temp.finish('train')
    expect(run.state).toBe('crashed')
    expect(run.reason).toContain('the project is gone')
    expect(statesOf(run)).toEqual({ a: 'cancelled', b: 'cancelled' })
  })
})
