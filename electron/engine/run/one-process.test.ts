import { expect, test } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, statesOf } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { Run } from '#shared/model/run.ts'
import { markedProcesses } from './process-marks.ts'

const loads = (uuid: string, body: string): TempBlock => ({
  uuid,
  type: 'data_loader',
  code: `import os, sys, threading\n\n@data_loader\ndef run(*args, **kwargs):\n${body}\n`,
})
const passes = (uuid: string, upstream: string[], body: string): TempBlock => ({
  uuid,
  upstream,
  code: `import os, sys\n\n@transformer\ndef run(*args, **kwargs):\n${body}\n`,
})
const pipeline = (blocks: TempBlock[], entry: Record<string, boolean> = {}) => [
  { uuid: 'main', entry: { run_pipeline_in_one_process: true, ...entry }, blocks },
]
/** Processes of blocks; the supervisor, which is marked too, stays warm. */
const blockProcesses = async (projectId: string) =>
  (await markedProcesses(projectId)).filter(({ mark }) => !mark.startsWith(`${projectId}:supervisor/`))
const outputOf = (run: Run, uuid: string) =>
  run.blockRuns.find(({ blockUuid }) => blockUuid === uuid)?.outputs[0]?.summary

test('the blocks of a run find what blocks before left in modules, in the environment and in the context', async () => {
  const left = `    import state
    state.seen = 1
    os.environ['LEFT'] = 'yes'
    kwargs['context']['lock'] = threading.Lock()
    print('from a')
    return 1`
  const looks = `    import state
    print('from b')
    return repr([state.seen, os.environ.get('LEFT'), kwargs['context']['lock'].locked()])`
  await using temp = await createTempRuns(pipeline([loads('a', left), passes('b', ['a'], looks)]))
  await temp.folder.write('state.py', 'seen = 0\n')
  const run = await temp.finish('main')
  expect(outputOf(run, 'b')).toBe("[1, 'yes', False]")
  expect(temp.logged.map(({ blockUuid, text }) => [blockUuid, text])).toEqual([
    ['a', 'from a'],
    ['b', 'from b'],
  ])
  expect(outputOf(await temp.finish('main'), 'b')).toBe("[1, 'yes', False]")
  expect(await blockProcesses(temp.project.id)).toEqual([])
})

test('outputs are read as stored, or are the very objects where the pipeline keeps them in memory', async () => {
  const blocks = [
    loads('a', `    made = [1]\n    kwargs['context']['made'] = made\n    return [made]`),
    passes('b', ['a'], `    return repr(args[0] is kwargs['context']['made'])`),
  ]
  await using stored = await createTempRuns(pipeline(blocks))
  expect(outputOf(await stored.finish('main'), 'b')).toBe('False')
  await using kept = await createTempRuns(pipeline(blocks, { cache_block_output_in_memory: true }))
  expect(outputOf(await kept.finish('main'), 'b')).toBe('True')
})

test('a block that ends the process takes no other with it: what can still run does so in a new one', async () => {
  const blocks = [
    loads('a', '    print("last words", flush=True)\n    os._exit(3)'),
    passes('b', ['a'], '    return 1'),
    loads('c', '    return 2'),
  ]
  await using temp = await createTempRuns(pipeline(blocks))
  const run = await temp.finish('main')
  expect(statesOf(run)).toEqual({ a: 'crashed', b: 'upstream-failed', c: 'completed' })
  expect(temp.logged.map(({ text }) => text)).toContain('last words')
  expect(await blockProcesses(temp.project.id)).toEqual([])
})

test('a failed block is tried again in the same process; its tests and callbacks run there too', async () => {
  const fails = `    import state
    state.seen += 1
    if state.seen < 2: raise ValueError('again')
    return state.seen`
  const blocks: TempBlock[] = [
    { ...loads('a', fails), entry: { retry_config: { retries: 1, delay: 0 } } },
    {
      uuid: 'tell',
      type: 'callback',
      upstream: ['a'],
      code: "@callback('success')\ndef told(value, **kwargs):\n    import state\n    print('told', value, state.seen)\n",
    },
  ]
  await using temp = await createTempRuns(pipeline(blocks))
  await temp.folder.write('state.py', 'seen = 0\n')
  expect(statesOf(await temp.finish('main'))).toEqual({ a: 'completed' })
  expect(temp.logged.map(({ text }) => text)).toContain('told 2 2')
})

test('cancelling ends the process with all it started', async () => {
  const waits = `    import subprocess
    subprocess.Popen(['sleep', '600'], start_new_session=True)
    print('ready', flush=True)
    subprocess.run(['sleep', '600'])`
  await using temp = await createTempRuns(pipeline([loads('a', '    return 1'), passes('b', ['a'], waits)]))
  const runId = await temp.start('main')
  await waitFor(() => temp.logged.some(({ text }) => text === 'ready'), 'the block to be ready')
  await temp.runs.cancel({ projectId: temp.project.id, runId })
  const run = await temp.runs.waitFor(temp.project.id, runId)
  expect(run.ok && statesOf(run.value)).toEqual({ a: 'completed', b: 'cancelled' })
  expect(await blockProcesses(temp.project.id)).toEqual([])
})
