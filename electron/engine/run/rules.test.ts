import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { blockDirectoryName } from './block-run-directory.ts'
import { gitCommit } from './git-commit.ts'
import { createPlaces } from './places.ts'
import { isHostAlive, ownIdentity } from './process-identity.ts'
import { projectRetryRule, retryDelays } from './retry.ts'
import { mergeVariables, reservedVariables } from './variables.ts'

describe('folder names of blocks', () => {
  it('are the id itself where that is safe everywhere', () => {
    expect(['load', 'load_2', 'a-b'].map(blockDirectoryName)).toEqual(['load', 'load_2', 'a-b'])
  })

  it('are one safe, short part, different for different ids even where case does not count', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ minLength: 1 }), (left, right) => {
        const name = blockDirectoryName(left)
        expect(name).toMatch(/^[a-z0-9_~-]{1,80}$/)
        if (left !== right) expect(name.toLowerCase()).not.toBe(blockDirectoryName(right).toLowerCase())
      }),
    )
    expect(blockDirectoryName('Load')).not.toBe(blockDirectoryName('load'))
    expect(blockDirectoryName('con')).not.toBe('con')
    expect(blockDirectoryName('a/b')).toMatch(/^a_b~/)
  })
})

describe('retries', () => {
  it('wait as in Mage: doubled, and no more once all waiting would reach the most', () => {
    const rule = { retries: 10, delay: 5, maxDelay: 60, exponentialBackoff: true }
    expect(retryDelays(rule)).toEqual([5, 10, 20])
    expect(retryDelays({ ...rule, exponentialBackoff: false, retries: 3 })).toEqual([5, 5, 5])
    expect(retryDelays({ ...rule, retries: 0 })).toEqual([])
  })

  it('are a thousand at the most, whatever a file asks for', () => {
    const endless = { retries: Number.POSITIVE_INFINITY, delay: 0, maxDelay: 60, exponentialBackoff: true }
    expect(retryDelays(endless)).toHaveLength(1_000)
  })

  it('take what the project says, with defaults for the rest', () => {
    expect(projectRetryRule({})).toMatchObject({ retries: 0 })
    expect(projectRetryRule({ retry_config: { retries: '2', delay: null, exponential_backoff: false } })).toEqual({
      retries: 2,
      delay: 5,
      maxDelay: 60,
      exponentialBackoff: false,
    })
  })
})

describe('variables', () => {
  it('given to a run win over those of the pipeline', () => {
    expect(mergeVariables({ a: 1, b: 1 }, { b: 2 })).toEqual({ a: 1, b: 2 })
  })

  it('of the run itself are in UTC', () => {
    expect(reservedVariables(41, Date.UTC(2026, 10, 24, 9, 5, 3, 7), 2)).toMatchObject({
      execution_date: '2026-11-24T09:05:03.007+00:00',
      ds: '2026-11-24',
      hr: '09',
      execution_partition: 'manual/20261124T090503_007000',
      pipeline_run_id: 41,
      retry: { attempts: 2 },
    })
  })
})

describe('places', () => {
  it('that come free go round among those who wait', () => {
    let limit = 1
    const places = createPlaces(() => limit)
    const first = vi.fn(() => void places.tryTake())
    const second = vi.fn(() => void places.tryTake())
    places.onFree(first)
    const stop = places.onFree(second)
    expect([places.tryTake(), places.tryTake()]).toEqual([true, false])
    places.release()
    places.release()
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1])
    limit = 2
    expect(places.tryTake()).toBe(true)
    stop()
    places.release()
    expect(second).toHaveBeenCalledTimes(1)
  })
})

describe('the identity of a process', () => {
  it('tells a live process from one that took its number', async () => {
    const own = await ownIdentity()
    expect(await isHostAlive(own)).toBe(true)
    expect(await isHostAlive({ ...own, started: `${own.started}0` })).toBe(false)
    expect(await isHostAlive({ pid: 2 ** 22 + 1, started: own.started })).toBe(false)
  })
})

describe('the commit of a project', () => {
  it('is read from git files, also in a folder below and after packing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pipewright-git-'))
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        cwd: folder,
        encoding: 'utf8',
      }).trim()
    git('init', '-q', '-b', 'feature/x')
    expect(await gitCommit(folder)).toBeNull()
    await writeFile(join(folder, 'a'), '')
    git('add', 'a')
    git('commit', '-qm', 'first')
    const head = git('rev-parse', 'HEAD').slice(0, 8)
    expect(await gitCommit(join(folder, 'below'))).toBe(head)
    git('pack-refs', '--all')
    expect(await gitCommit(folder)).toBe(head)
    git('worktree', 'add', '-q', '--detach', 'linked')
    expect(await gitCommit(join(folder, 'linked'))).toBe(head)
    await rm(folder, { recursive: true })
  })
})
