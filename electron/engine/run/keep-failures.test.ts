import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fails } from '#engine/testing/fixture-blocks.ts'
import { createTempRuns } from '#engine/testing/temp-runs.ts'

const pipelines = [{ uuid: 'fails', blocks: [{ uuid: 'breaks', code: fails('no sevens') }] }]

it.each([true, false])('a failed block keeps its frames where the settings say so: %s', async (keepFailures) => {
  const settings = () => ({ maxParallelBlocks: 1, warmInterpreter: true, keepFailures })
  await using temp = await createTempRuns(pipelines, { deps: { settings } })
  const run = await temp.finish('fails')
  expect(run.state).toBe('failed')
  const file = join(temp.project.stateDirectory, 'runs', String(run.id), 'breaks', '1', 'failure', 'frames.json')
  expect((await stat(file).catch(() => null)) !== null).toBe(keepFailures)
})
