import { describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf } from '#engine/testing/temp-runs.ts'
import { configuredLimits } from './block-limits.ts'
import { shorten } from './read-usage.ts'
import { parseStack } from './stack.ts'

const pipeline = (...list: TempBlock[]) => [{ uuid: 'train', blocks: list }]
const isLinux = process.platform === 'linux'

describe.runIf(isLinux)('a block over its limit', () => {
  it('of memory dies alone, says in words which and where, and keeps its curve; siblings finish', async () => {
    await using temp = await createTempRuns(
      pipeline(
        { uuid: 'hungry', code: blocks.eatsMemory(), configuration: { limits: { memory_mb: 150 } } },
        { uuid: 'sibling', code: blocks.sleeps(2) },
        { uuid: 'below', upstream: ['hungry'] },
      ),
    )
    const run = await temp.finish('train')
    expect(statesOf(run)).toEqual({ hungry: 'failed', sibling: 'completed', below: 'upstream-failed' })
    const hungry = run.blockRuns[0]
    expect(hungry?.reason).toMatch(
      /^It used \d+ MB of memory, more than its limit of 150 MB, and was ended, at line \d of transformers\/hungry.py\. Raise/,
    )
    expect(hungry?.error).toMatchObject({
      type: 'MemoryLimit',
      frames: [{ file: 'transformers/hungry.py', inProject: true }],
    })
    expect(temp.logged.some(({ text }) => text.includes('File "') && text.includes('hungry.py'))).toBe(true)
    const usage = given(
      await temp.runs.usage({ projectId: temp.project.id, runId: run.id, blockUuid: 'hungry', attempt: null }),
    )
    expect(usage.limits).toEqual({ memoryBytes: 150_000_000, cpuSeconds: null })
    const [first] = usage.points
    const peak = Math.max(...usage.points.map(({ memory }) => memory))
    expect(first?.time).toBeLessThan(1_000)
    expect(peak).toBeGreaterThan(150_000_000)
  })

  it('of processor time fails with the line it was on', async () => {
    const code = '@transformer\ndef spin(*args, **kwargs):\n    while True:\n        pass\n'
    await using temp = await createTempRuns(
      pipeline({ uuid: 'busy', code, configuration: { limits: { cpu_seconds: 0.4 } } }),
    )
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'failed', error: { type: 'ProcessorTimeLimit' } })
    expect(run.blockRuns[0]?.reason).toMatch(
      /processor time, more than its limit of 0.4 s, and was ended, at line [34] of/,
    )
  })

  it('of time fails with the line it was on, and is tried again where its rule says so', async () => {
    await using temp = await createTempRuns(
      pipeline({
        uuid: 'slow',
        code: blocks.sleeps(600),
        entry: { timeout: 0.4, retry_config: { retries: 1, delay: 0.01, max_delay: 60, exponential_backoff: false } },
      }),
    )
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'failed', attempt: 2, error: { type: 'Timeout' } })
    expect(run.blockRuns[0]?.reason).toMatch(/timeout of 0.4 s, and was ended, at line \d of transformers\/slow.py/)
  })

  it('of open files fails with the error its code gets', async () => {
    const code = '@transformer\ndef f(*args, **kwargs):\n    held = [open("/dev/null") for _ in range(99)]\n'
    await using temp = await createTempRuns(
      pipeline({ uuid: 'opens', code, configuration: { limits: { open_files: 50 } } }),
    )
    const run = await temp.finish('train')
    expect(run.blockRuns[0]).toMatchObject({ state: 'failed' })
    expect(run.blockRuns[0]?.reason).toContain('Too many open files')
  })
})

describe('limits', () => {
  it('that are no number above 0 are none', () => {
    const limits = { memory_mb: '300', cpu_seconds: -1, open_files: 'many' }
    expect(configuredLimits({ configuration: { limits } })).toEqual({
      memoryBytes: 300_000_000,
      cpuSeconds: null,
      openFiles: null,
    })
    expect(configuredLimits({ configuration: { limits: 3 } })).toMatchObject({ memoryBytes: null })
    expect(configuredLimits(null)).toMatchObject({ memoryBytes: null })
  })

  it('tell the place in the thread of the signal, innermost last, without frames of the runner', () => {
    const text = [
      'Thread 0x01 (most recent call first):',
      '  File "/lib/threading.py", line 3 in wait',
      '',
      'Current thread 0x02 (most recent call first):',
      '  File "/lib/pandas/frame.py", line 7 in merge',
      '  File "/p/transformers/a.py", line 5 in clean',
      '  File "/app/pipewright_runner/call.py", line 78 in call',
      '  File "<frozen runpy>", line 88 in _run_code',
    ].join('\n')
    expect(parseStack(text, '/p').text).not.toMatch(/pipewright_runner|frozen/)
    expect(parseStack(text, '/p').frames.map(({ file, inProject, line }) => [file, inProject, line])).toEqual([
      ['transformers/a.py', true, 5],
      ['/lib/pandas/frame.py', false, 7],
    ])
  })

  it('knows the files of a project whose path is not ASCII, which Python writes escaped', () => {
    const text = 'Current thread 0x1 (most recent call first):\n  File "/m\\xf3j \\U0001f389/a\\u0142.py", line 5 in f'
    const { frames, text: shown } = parseStack(text, '/mój 🎉')
    expect(frames).toMatchObject([{ file: 'ał.py', inProject: true, line: 5 }])
    expect(shown).toContain('File "/mój 🎉/ał.py", line 5 in f')
  })
})

describe('a curve', () => {
  it('is made short without losing its peaks', () => {
    const points = Array.from({ length: 1000 }, (_, index) => ({
      time: index,
      memory: index === 501 ? 9 : 1,
      cpu: 0,
      cpuSeconds: index,
      processes: 1,
    }))
    const short = shorten(points, 100)
    expect(short).toHaveLength(100)
    expect(Math.max(...short.map(({ memory }) => memory))).toBe(9)
    expect(short.at(-1)?.time).toBe(999)
  })
})
