import { expect, test } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, statesOf, type TempRuns } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'

const tells: TempBlock = {
  uuid: 'tell',
  type: 'callback',
  upstream: ['work'],
  configuration: { own: 2 },
  code: `@callback('success')
def success(**kwargs):
    print('told success')

@callback('failure')
def failure(data, **kwargs):
    print('told failure', data, kwargs['parent_block_uuid'], kwargs['block_uuid'], kwargs['configuration'], kwargs['wanted'], type(kwargs['__error']).__name__)

@callback('cancelled')
def cancelled(**kwargs):
    print('told cancelled', kwargs['parent_block_uuid'])
`,
}
const work = (body: string, entry: TempBlock['entry'] = {}): TempBlock => ({
  uuid: 'work',
  type: 'data_loader',
  configuration: { parent: 1 },
  entry,
  code: `import os, time\n\n@data_loader\ndef run(*args, **kwargs):\n${body}\n`,
})
const pipeline = (block: TempBlock, guest = tells) => [
  { uuid: 'main', variables: { wanted: 'x' }, blocks: [block, guest] },
]
const told = (temp: TempRuns) => temp.logged.map(({ text }) => text).filter((text) => text.startsWith('told'))
const failure = "told failure [] work tell {'parent': 1} x Exception"

test('the callbacks of a block that crashed run all the same, once its attempts are used up', async () => {
  const crashes = work('    os._exit(3)', { retry_config: { retries: 1, delay: 0 } })
  await using temp = await createTempRuns(pipeline(crashes))
  expect(statesOf(await temp.finish('main'))).toEqual({ work: 'crashed' })
  expect(told(temp)).toEqual([failure])
})

test('those of a block that took too long as well', async () => {
  await using temp = await createTempRuns(pipeline(work('    time.sleep(600)', { timeout: 0.3 })))
  expect(statesOf(await temp.finish('main'))).toEqual({ work: 'failed' })
  expect(told(temp)).toEqual([failure])
})

test('a cancelled block runs those for that, and one that does not end is ended', async () => {
  const stubborn = {
    ...tells,
    code: `@callback('cancelled')\ndef c(**kwargs):\n    print('told cancelled', flush=True)\n    import time\n    time.sleep(600)\n`,
  }
  const waits = work("    print('ready', flush=True)\n    time.sleep(600)")
  for (const [guest, line] of [
    [tells, 'told cancelled work'],
    [stubborn, 'told cancelled'],
  ] as const) {
    await using temp = await createTempRuns(pipeline(waits, guest))
    const runId = await temp.start('main')
    await waitFor(() => temp.logged.some(({ text }) => text === 'ready'), 'the block to be ready')
    await temp.runs.cancel({ projectId: temp.project.id, runId })
    const run = await temp.runs.waitFor(temp.project.id, runId)
    expect(run.ok && statesOf(run.value)).toEqual({ work: 'cancelled' })
    expect(told(temp)).toEqual([line])
  }
}, 30_000)

test('a block that failed by itself runs them in its own process, once', async () => {
  await using temp = await createTempRuns(pipeline(work("    raise KeyError('k')")))
  expect(statesOf(await temp.finish('main'))).toEqual({ work: 'failed' })
  expect(told(temp)).toEqual([failure.replace('Exception', 'KeyError')])
})
