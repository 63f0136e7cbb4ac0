import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import * as blocks from './fixture-blocks.ts'

const sources = {
  returns: blocks.returns({ a: [1, 'two'] }),
  sleeps: blocks.sleeps(1),
  waitsForFile: blocks.waitsForFile('/tmp/a "quoted" name'),
  fails: blocks.fails('it\'s "bad"'),
  failsUntil: blocks.failsUntil('/tmp/counter', 2),
  floods: blocks.floods(3),
  ignoresSigterm: blocks.ignoresSigterm('/tmp/pid'),
  spawnsChild: blocks.spawnsChild('/tmp/pid'),
  diesSilently: blocks.diesSilently(),
  eatsMemory: blocks.eatsMemory(),
  worst: blocks.worst('/tmp/pids'),
}

describe('fixture blocks', () => {
  it('are Python that parses', () => {
    for (const [name, source] of Object.entries(sources)) {
      const parsed = spawnSync('python3', ['-c', 'import ast,sys; ast.parse(sys.stdin.read())'], { input: source })
      expect(`${name}: ${parsed.stderr.toString()}`).toBe(`${name}: `)
    }
  })
})
