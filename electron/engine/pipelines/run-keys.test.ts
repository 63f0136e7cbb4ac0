import { describe, expect, it } from 'vitest'
import { checkRunKeys } from './run-keys.ts'

const problemsOf = (configuration: Record<string, unknown>): string[] => {
  const found: string[] = []
  checkRunKeys(configuration, (code, message) => found.push(`${code}: ${message}`))
  return found
}

describe('keys that say how a block runs', () => {
  it('are named where their value would be ignored', () => {
    expect(problemsOf({ reuse: 'maybe', reads: 3, pool: ['gpu'], priority: 'high', limits: 200 })).toEqual([
      'bad-run-key: Expected true or false as "reuse", but found the text "maybe". It is ignored.',
      'bad-run-key: Expected a path or a list of paths in the project as "reads", but found the number 3. It is ignored.',
      'bad-run-key: Expected the name of a pool as "pool", but found a list. It is ignored.',
      'bad-run-key: Expected a number as "priority", but found the text "high". It is ignored.',
      'bad-run-key: Expected a map such as {memory_mb: 2000} as "limits", but found the number 200. It is ignored.',
    ])
  })

  it('are named where a limit is misspelt or no number: it would limit nothing', () => {
    expect(problemsOf({ limits: { memory: 200, cpu_seconds: 'none', memory_mb: 100 } })).toEqual([
      'unknown-limit: "memory" under "limits" limits nothing. Expected memory_mb, cpu_seconds, open_files; the time is limited by "timeout" of the block.',
      'bad-limit: Expected a number above 0 as "cpu_seconds", but found the text "none". It limits nothing.',
    ])
  })

  it('are no problem as they are documented, nor are keys of others', () => {
    expect(
      problemsOf({
        reuse: false,
        reads: ['data/prices.csv'],
        pool: 'gpu',
        priority: 5,
        limits: { memory_mb: '2000', cpu_seconds: 600, open_files: null },
        dynamic: true,
        data_provider: 'sqlite',
      }),
    ).toEqual([])
  })
})
