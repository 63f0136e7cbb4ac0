import { rm, writeFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Bytes that are still reachable, in the heap and outside it. */
const reachable = (): number => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const lines = 300_000
const code = `import os, time

@custom
def flood(*args, **kwargs):
    print('first')
    while not os.path.exists(kwargs['flag']):
        time.sleep(0.01)
    for number in range(${lines}):
        print('a line of some words, as programs print them', number)
    print('last')
    while os.path.exists(kwargs['flag']):
        time.sleep(0.01)
`

it('keeps no lines of a running block in memory', async () => {
  await using temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'flood', type: 'custom', code }] }])
  const flag = temp.folder.at('flag')
  const waits = new Map<string, () => void>()
  const seen = (text: string) => new Promise<void>((resolve) => waits.set(text, resolve))
  // What a window keeps is bounded; the list of the test harness is not.
  temp.context.events.on('run.logged', (batch) => {
    temp.logged.length = 0
    for (const { text } of batch.lines) waits.get(text)?.()
  })
  const first = seen('first')
  const last = seen('last')
  const runId = await temp.start('train', { variables: { flag } })
  await first
  const before = reachable()
  await writeFile(flag, '')
  await last
  const grown = reachable() - before
  await rm(flag)
  expect(given(await temp.runs.waitFor(temp.project.id, runId)).state).toBe('completed')
  // All lines are 16 MB on disk and more in memory; what waits for the disk and for the window is a few.
  expect(grown / 2 ** 20).toBeLessThan(6)
})
