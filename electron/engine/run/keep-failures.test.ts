import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fails } from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'

const pipelines = [{ uuid: 'fails', blocks: [{ uuid: 'breaks', code: fails('no sevens') }] }]

it.each([true, false])('a failed block keeps its frames where the settings say so: %s', async (keepFailures) => {
  const settings = () => ({ maxParallelBlocks: 1, warmInterpreter: true, keepFailures })
  await using temp = await createTempRuns(pipelines, { deps: { settings } })
  const run = await temp.finish('fails')
  expect(run.state).toBe('failed')
  const file = join(temp.project.stateDirectory, 'runs', String(run.id), 'breaks', '1', 'failure', 'frames.json')
  expect((await stat(file).catch(() => null)) !== null).toBe(keepFailures)
})

it('what was kept of a failure is told in words, frame by frame', async () => {
  const code = 'LIMIT = 3\n@transformer\ndef change(*args, **kwargs):\n    rows = [1, 2]\n    return rows[LIMIT]\n'
  await using temp = await createTempRuns([{ uuid: 'fails', blocks: [{ uuid: 'breaks', code }] }])
  const { id: runId } = await temp.finish('fails')
  const input = { projectId: temp.project.id, runId, blockUuid: 'breaks', attempt: null }
  const [frame, ...more] = given(await temp.runs.failure(input))
  expect(more).toEqual([])
  expect(frame).toMatchObject({ file: 'transformers/breaks.py', line: 5, function: 'change' })
  const words = frame?.variables.map(({ name, type, text, isKept }) => [name, type, text.slice(0, 12), isKept])
  expect(words).toContainEqual(['rows', 'list', '[1, 2]', true])
  const completed = await temp.runs.failure({ ...input, blockUuid: 'unknown' })
  expect(completed).toMatchObject({ ok: false, error: { code: 'not-found' } })
})
