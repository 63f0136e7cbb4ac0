import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { again, ranOnce, states } from '#engine/testing/reuse-runs.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf } from '#engine/testing/temp-runs.ts'
import { blockRunDirectory } from '../block-run-directory.ts'

const allReused = { load: 'completed', clean: 'reused', score: 'reused' }

describe('a reused block run', () => {
  it('keeps its outputs when the run they came from is deleted, and says where they came from', async () => {
    await using temp = await ranOnce()
    const run = await again(temp)
    const clean = run.blockRuns.find(({ blockUuid }) => blockUuid === 'clean')
    expect(clean?.reason).toBe(
      'Reused from run 1 because its code, imported files, variables, inputs and environment are the same.',
    )
    expect(clean?.outputs[0]?.summary).toBe('6')
    expect(temp.logged.map(({ text }) => text)).toContain(clean?.reason)
    given(await temp.runs.delete({ projectId: temp.project.id, runId: 1 }))
    const directory = blockRunDirectory(temp.project.stateDirectory, { runId: run.id, blockUuid: 'clean', attempt: 1 })
    expect(JSON.parse(await readFile(join(directory, 'outputs/output_0/preview.json'), 'utf8'))).toMatchObject({
      value: 6,
    })
    expect((await states(temp)).clean).toBe('reused')
  })

  it('that cannot be taken over runs, and nothing of the other run is touched', async () => {
    await using temp = await ranOnce()
    const of = (runId: number) =>
      blockRunDirectory(temp.project.stateDirectory, { runId, blockUuid: 'clean', attempt: 1 })
    // A file where the folder of the outputs should be made.
    await mkdir(of(2), { recursive: true })
    await writeFile(join(of(2), 'outputs'), '')
    const before = await readFile(join(of(1), 'code.py'), 'utf8')
    expect((await states(temp)).clean).toBe('completed')
    expect(await readFile(join(of(1), 'code.py'), 'utf8')).toBe(before)
    expect((await stat(join(of(1), 'code.py'))).nlink).toBe(1)
  })

  it('feeds later blocks, also in plain runs of a part', async () => {
    await using temp = await ranOnce()
    await again(temp)
    const only = await temp.finish('train', { scope: { kind: 'only', block: 'score' } })
    expect(only.blockRuns[0]?.outputs[0]?.summary).toBe('7')
  })

  it('is not kept of helpers that change while it runs', async () => {
    const waits: TempBlock = {
      uuid: 'waits',
      code: `import os, time
from utils import numbers

@transformer
def f(*args, **kwargs):
    print('started', flush=True)
    while not os.path.exists(kwargs['repo_path'] + '/go'):
        time.sleep(0.01)
    return numbers.TWO
`,
    }
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [waits] }])
    await temp.folder.write('utils/numbers.py', 'TWO = 2\n')
    const runId = await temp.start('train')
    await expect.poll(() => temp.logged.map(({ text }) => text)).toContain('started')
    await temp.folder.write('utils/numbers.py', 'TWO = 22\n')
    await temp.folder.write('go', '')
    given(await temp.runs.waitFor(temp.project.id, runId))
    await temp.folder.write('utils/numbers.py', 'TWO = 2\n')
    expect(await states(temp)).toEqual({ waits: 'completed' })
  })

  it('is decided without an interpreter where all code is known', async () => {
    await using temp = await ranOnce()
    const kept = join(temp.project.stateDirectory, 'code-facts.json')
    const before = await readFile(kept, 'utf8')
    expect(Object.keys(JSON.parse(before).code)).toHaveLength(5)
    expect(await states(temp)).toEqual(allReused)
    expect(await readFile(kept, 'utf8')).toBe(before)
  })
})

describe('children of a dynamic block', () => {
  it('are reused one by one, as long as their parent gives the same', async () => {
    const parent: TempBlock = {
      uuid: 'parent',
      configuration: { dynamic: true },
      code: '@transformer\ndef f(*args, **kwargs):\n    return [[1, 2, 3]]\n',
    }
    const child: TempBlock = {
      uuid: 'child',
      upstream: ['parent'],
      code: '@transformer\ndef f(n, **kwargs):\n    return n * 10\n',
      configuration: { reduce_output: true },
    }
    const all: TempBlock = {
      uuid: 'all',
      upstream: ['child'],
      code: '@transformer\ndef f(*args, **kwargs):\n    return sum(args[0])\n',
    }
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [parent, child, all] }])
    expect((await temp.finish('train')).state).toBe('completed')
    const run = await again(temp)
    expect(statesOf(run)).toEqual({
      parent: 'reused',
      child: 'completed',
      'child:0': 'reused',
      'child:1': 'reused',
      'child:2': 'reused',
      all: 'reused',
    })
  })
})
