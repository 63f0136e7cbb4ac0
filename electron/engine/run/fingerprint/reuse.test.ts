import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { again, clean, cleanCode, load, ranOnce, score, states } from '#engine/testing/reuse-runs.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, statesOf, type TempRuns } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'
import { blockRunDirectory } from '../block-run-directory.ts'

const reasons = async (temp: TempRuns, variables: Run['variables'] = {}) => {
  const input = { projectId: temp.project.id, pipelineUuid: 'train', scope: { kind: 'all' as const }, variables }
  return Object.fromEntries(given(await temp.runs.explain(input)).map(({ blockUuid, reason }) => [blockUuid, reason]))
}

const allReused = { load: 'completed', clean: 'reused', score: 'reused' }
const cleanRuns = { load: 'completed', clean: 'completed', score: 'reused' }
const allRun = { load: 'completed', clean: 'completed', score: 'completed' }

describe('a run of what changed', () => {
  it('1. reuses what is the same, and runs loaders all the same', async () => {
    await using temp = await ranOnce()
    expect(await states(temp)).toEqual(allReused)
  })

  it('2. does not count comments', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('transformers/clean.py', `# a note\n${cleanCode}    # and another\n`)
    expect(await states(temp)).toEqual(allReused)
  })

  it('3. does not count formatting', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('transformers/clean.py', cleanCode.replace("value['n']", '\n        value["n"],\n    '))
    expect(await states(temp)).toEqual(allReused)
  })

  it('4. runs a block whose code changed, and what is below it where its output did', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('transformers/clean.py', cleanCode.replace("value['n']", "value['n'] + 1"))
    expect((await reasons(temp)).clean).toBe('Will run because its code changed since run 1.')
    expect(await states(temp)).toEqual(allRun)
  })

  it('5. reuses what is below a block that ran and gave the same', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('transformers/clean.py', cleanCode.replace("value['n']", "value['n'] + 0"))
    expect((await reasons(temp)).score).toBe('Reused if "clean" gives the same output as before; else it runs.')
    expect(await states(temp)).toEqual(cleanRuns)
  })

  it('6. runs a block whose helper changed', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('utils/helpers.py', 'from utils.numbers import TWO\n\ndef double(n):\n    return TWO * n\n')
    expect((await reasons(temp)).clean).toBe('Will run because the imported utils/helpers.py changed since run 1.')
    expect(await states(temp)).toEqual(cleanRuns)
  })

  it('7. runs a block whose helper’s helper changed', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('utils/numbers.py', 'TWO = 4 / 2\n')
    expect((await reasons(temp)).clean).toContain('utils/numbers.py changed')
    expect((await states(temp)).clean).toBe('completed')
  })

  it('8. does not count comments in a helper', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('utils/numbers.py', '# two\nTWO = (2)\n')
    expect(await states(temp)).toEqual(allReused)
  })

  it('9. counts the __init__.py of a package on the way, and a module that appears in front of another', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('utils/__init__.py', 'import os\n')
    expect((await reasons(temp)).clean).toContain('utils/__init__.py was added to its imports')
    expect((await states(temp)).clean).toBe('completed')
  })

  it('10. counts imports inside functions and those by importlib', async () => {
    const code = `import importlib

@transformer
def clean(value, **kwargs):
    from utils.numbers import TWO
    return importlib.import_module('utils.more').ADD + TWO
`
    await using temp = await createTempRuns([
      { uuid: 'train', blocks: [{ uuid: 'clean', upstream: [], code: code.replace('value, ', '') }] },
    ])
    await temp.folder.write('utils/numbers.py', 'TWO = 2\n')
    await temp.folder.write('utils/more.py', 'ADD = 1\n')
    await temp.finish('train')
    expect(await states(temp)).toEqual({ clean: 'reused' })
    await temp.folder.write('utils/more.py', 'ADD = 2\n')
    expect(await states(temp)).toEqual({ clean: 'completed' })
    await temp.folder.write('utils/numbers.py', 'TWO = 3\n')
    expect(await states(temp)).toEqual({ clean: 'completed' })
  })

  it('11. runs again when packages of the environment change, but not for touching a package’s code', async () => {
    const prefix = await mkdtemp(join(tmpdir(), 'pipewright-test-packages-'))
    await writeFile(join(prefix, 'some_package.py'), 'A = 1\n')
    const before = process.env.PYTHONPATH
    process.env.PYTHONPATH = prefix
    try {
      await using temp = await ranOnce()
      await writeFile(join(prefix, 'some_package.py'), 'A = 2\n')
      expect(await states(temp)).toEqual(allReused)
      await mkdir(join(prefix, 'some_package-2.0.dist-info'))
      expect((await reasons(temp)).clean).toBe('Will run because packages of the environment changed since run 2.')
      expect((await states(temp)).clean).toBe('completed')
    } finally {
      if (before === undefined) delete process.env.PYTHONPATH
      else process.env.PYTHONPATH = before
      await rm(prefix, { recursive: true })
    }
  })

  it('12. runs a block whose input changed', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('data_loaders/load.py', '@data_loader\ndef load(*args, **kwargs):\n    return [{"n": 5}]\n')
    expect(await states(temp)).toEqual(allRun)
  })

  it('13. does not count touching files', async () => {
    await using temp = await ranOnce()
    const now = new Date(Date.now() + 60_000)
    for (const file of ['transformers/clean.py', 'utils/helpers.py', 'pipelines/train/metadata.yaml'])
      await utimes(temp.folder.at(file), now, now)
    expect(await states(temp)).toEqual(allReused)
  })

  it('14. runs again when a variable changes, and reuses the older run when it changes back', async () => {
    await using temp = await ranOnce()
    expect((await reasons(temp, { rate: 2 })).clean).toBe('Will run because the variable "rate" was added since run 1.')
    expect(await states(temp, { rate: 2 })).toEqual(allRun)
    const back = await again(temp)
    expect(statesOf(back)).toEqual(allReused)
    expect(back.blockRuns[1]).toMatchObject({ reusedFrom: 1, attempt: 1 })
  })

  it('15. does not count files that nothing imports', async () => {
    await using temp = await ranOnce()
    await temp.folder.write('utils/unrelated.py', 'A = 1\n')
    await temp.folder.write('data/prices.csv', 'a\n1\n')
    expect(await states(temp)).toEqual(allReused)
  })

  it('16. counts a data file that the block declares to read, and only such', async () => {
    const code = (name: string) =>
      `@transformer\ndef f(*args, **kwargs):\n    return open(kwargs['repo_path'] + '/data/a.csv').read() + '${name}'\n`
    const declares: TempBlock = { uuid: 'declares', code: code('1'), configuration: { reads: ['data/a.csv'] } }
    const silent: TempBlock = { uuid: 'silent', code: code('2') }
    await using temp = await createTempRuns([{ uuid: 'train', blocks: [declares, silent] }])
    await temp.folder.write('data/a.csv', '1')
    await temp.finish('train')
    await temp.folder.write('data/a.csv', '2')
    expect((await reasons(temp)).declares).toBe('Will run because data/a.csv, which it reads, changed since run 1.')
    expect(await states(temp)).toEqual({ declares: 'completed', silent: 'reused' })
  })

  it('17. runs a renamed block, whose name its code can see, and reuses nothing of the old one', async () => {
    await using temp = await ranOnce()
    await temp.folder.pipeline({
      uuid: 'train',
      blocks: [load, { ...clean, uuid: 'cleaned' }, { ...score, upstream: ['cleaned'] }],
    })
    expect(await reasons(temp)).toMatchObject({
      cleaned: 'Will run because it has not completed in any run yet.',
      score: 'Reused if "cleaned" gives the same output as before; else it runs.',
    })
    expect(await states(temp)).toEqual({ load: 'completed', cleaned: 'completed', score: 'completed' })
  })

  it('18. runs a block whose stored output was damaged', async () => {
    await using temp = await ranOnce()
    const directory = blockRunDirectory(temp.project.stateDirectory, { runId: 1, blockUuid: 'clean', attempt: 1 })
    await writeFile(join(directory, 'outputs/output_0/data.pickle'), 'damaged')
    const run = await again(temp)
    expect(statesOf(run)).toEqual({ load: 'completed', clean: 'completed', score: 'reused' })
  })

  it('19. reuses loaders and exporters only where their configuration says so', async () => {
    const willing: TempBlock = { ...load, configuration: { reuse: true } }
    const unwilling: TempBlock = { ...score, configuration: { reuse: false } }
    await using temp = await ranOnce({}, [willing, clean, unwilling])
    expect(await reasons(temp)).toMatchObject({
      load: 'Reused from run 1 because its code, imported files, variables, inputs and environment are the same.',
      score: 'Will run because its configuration says reuse: false.',
    })
    expect(await states(temp)).toEqual({ load: 'reused', clean: 'reused', score: 'completed' })
  })

  it('20. runs a block whose configuration changed, but not for limits and the like', async () => {
    await using temp = await ranOnce()
    const configured = (configuration: TempBlock['configuration']) => ({
      uuid: 'train',
      blocks: [load, { ...clean, configuration: configuration ?? {} }, score],
    })
    await temp.folder.pipeline(configured({ limits: { memory_mb: 900 }, pool: 'gpu', priority: 3 }))
    expect(await states(temp)).toEqual(allReused)
    await temp.folder.pipeline(configured({ strict: true }))
    expect((await reasons(temp)).clean).toContain('its configuration changed')
    expect(await states(temp)).toEqual(cleanRuns)
  })

  it('21. counts the code of conditionals and callbacks', async () => {
    const guard = (most: number): TempBlock => ({
      uuid: 'guard',
      type: 'conditional',
      upstream: ['clean'],
      code: `@condition\ndef small(value, **kwargs):\n    return value['n'] < ${most}\n`,
    })
    await using temp = await ranOnce({}, [load, clean, guard(10)])
    expect(await states(temp)).toEqual({ load: 'completed', clean: 'reused' })
    await temp.folder.pipeline({ uuid: 'train', blocks: [load, clean, guard(1)] })
    expect(await states(temp)).toEqual({ load: 'completed', clean: 'condition-failed' })
  })
})
