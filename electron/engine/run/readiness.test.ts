import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgesOf } from '#shared/graph/walk.ts'
import type { Block } from '#shared/model/block.ts'
import type { BlockRunState } from '#shared/model/run.ts'
import { createReadiness } from './readiness.ts'

const block = (uuid: string, upstream: readonly string[], configuration = {}): Block =>
  ({ uuid, upstream, configuration }) as unknown as Block

const uuids = (blocks: readonly Block[]) => blocks.map(({ uuid }) => uuid)

/** Blocks in topological order: each may wait for any before it. */
const graphs = fc
  .array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map((wanted) =>
    wanted.map((above, index) =>
      block(`b${index}`, [...new Set(above.filter((other) => other < index).map((other) => `b${other}`))]),
    ),
  )

/** The same said anew from the states each time. */
const model = (blocks: readonly Block[]) => {
  const states = new Map<string, BlockRunState>()
  const isDone = (uuid: string) => ['completed', 'reused'].includes(states.get(uuid) ?? '')
  const queued = () => blocks.filter(({ uuid }) => !states.has(uuid))
  return {
    states,
    ready: () => uuids(queued().filter(({ upstream }) => upstream.every(isDone))),
    doubtfulBelow: (name: string) =>
      isDone(name) ? [] : uuids(queued().filter(({ upstream }) => upstream.includes(name))),
  }
}

const ends = fc.array(
  fc.tuple(fc.nat(100), fc.constantFrom<BlockRunState>('completed', 'reused', 'failed', 'condition-failed')),
  { minLength: 12, maxLength: 12 },
)

describe('which blocks may start', () => {
  it('are those whose upstream blocks are all done, whatever the graph and the order of ends', () => {
    fc.assert(
      fc.property(graphs, ends, (blocks, steps) => {
        const readiness = createReadiness(blocks, edgesOf(blocks))
        const expected = model(blocks)
        for (const [choice, state] of steps) {
          const ready = expected.ready()
          expect(uuids(readiness.ready())).toEqual(ready)
          const name = ready[choice % ready.length] ?? 'none is left'
          for (const next of ['running', state, state] as const) readiness.note(name, next)
          expected.states.set(name, state)
          expect(readiness.takeDoubtful()).toEqual(expected.doubtfulBelow(name))
        }
      }),
    )
  })

  it('begin with the more urgent', () => {
    const blocks = [block('a', []), block('b', [], { priority: 5 }), block('c', [], { priority: 1 })]
    const readiness = createReadiness(blocks, [])
    expect(uuids(readiness.ready())).toEqual(['b', 'c', 'a'])
    readiness.note('c', 'running')
    expect(uuids(readiness.ready())).toEqual(['b', 'a'])
  })
})
