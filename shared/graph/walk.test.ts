import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cycleText,
  cycleThrough,
  downstreamClosure,
  edgesOf,
  findCycle,
  type GraphBlock,
  topologicalOrder,
  upstreamClosure,
} from './walk.ts'

const block = (uuid: string, ...upstream: string[]): GraphBlock => ({ uuid, upstream })
const diamond = [block('a'), block('b', 'a'), block('c', 'a'), block('d', 'b', 'c')]

/** Graphs without circles: a block waits only for blocks before it; the list is shuffled afterwards. */
const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 30 })
  .map((lists) =>
    lists.map((list, index) => block(`b${index}`, ...list.filter(() => index > 0).map((n) => `b${n % index}`))),
  )
  .chain((blocks) => fc.shuffledSubarray(blocks, { minLength: blocks.length, maxLength: blocks.length }))

describe('closures', () => {
  it('take everything upstream or downstream, near and far', () => {
    expect(upstreamClosure(diamond, 'd')).toEqual(new Set(['a', 'b', 'c']))
    expect(downstreamClosure(diamond, 'a')).toEqual(new Set(['b', 'c', 'd']))
    expect(upstreamClosure(diamond, 'a')).toEqual(new Set())
  })

  it('leave out references to blocks that are not there', () => {
    expect(upstreamClosure([block('a', 'ghost')], 'a')).toEqual(new Set())
    expect(edgesOf([block('a', 'ghost'), block('b', 'a', 'a')])).toEqual([{ from: 'a', to: 'b' }])
  })

  it('mirror each other', () => {
    fc.assert(
      fc.property(acyclic, (blocks) => {
        for (const { uuid } of blocks)
          for (const other of upstreamClosure(blocks, uuid))
            expect(downstreamClosure(blocks, other).has(uuid)).toBe(true)
      }),
    )
  })
})

describe('topologicalOrder', () => {
  it('keeps file order among blocks that wait for nothing', () => {
    expect(topologicalOrder([block('z'), block('a'), block('m')])?.map(({ uuid }) => uuid)).toEqual(['z', 'a', 'm'])
  })

  it('puts every block behind its upstream, and every block in', () => {
    fc.assert(
      fc.property(acyclic, (blocks) => {
        const order = topologicalOrder(blocks)?.map(({ uuid }) => uuid) ?? []
        expect([...order].sort()).toEqual(blocks.map(({ uuid }) => uuid).sort())
        for (const { from, to } of edgesOf(blocks)) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to))
        expect(findCycle(blocks)).toBeNull()
      }),
    )
  })

  it('is null where blocks wait for each other', () => {
    expect(topologicalOrder([block('a', 'b'), block('b', 'a')])).toBeNull()
  })
})

describe('cycles', () => {
  it('are named as a path that ends where it began', () => {
    const cycle = findCycle([block('x'), block('a', 'c', 'x'), block('b', 'a'), block('c', 'b')])
    expect(cycleText(cycle ?? [])).toBe('a → b → c → a')
  })

  it('are found in a block that waits for itself', () => {
    expect(findCycle([block('a', 'a')])).toEqual(['a', 'a'])
  })

  it('are foreseen for an edge that is not there yet', () => {
    const chain = [block('a'), block('b', 'a'), block('c', 'b')]
    expect(cycleThrough(chain, 'c', 'a')).toEqual(['c', 'a', 'b', 'c'])
    expect(cycleThrough(chain, 'a', 'c')).toBeNull()
    expect(cycleThrough(chain, 'a', 'a')).toEqual(['a', 'a'])
  })

  it('are foreseen exactly where adding the edge makes one', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(), fc.nat(), (blocks, first, second) => {
        fc.pre(blocks.length > 1)
        const from = blocks[first % blocks.length]?.uuid ?? ''
        const to = blocks[second % blocks.length]?.uuid ?? ''
        const added = blocks.map((item) => (item.uuid === to ? block(to, ...item.upstream, from) : item))
        const path = cycleThrough(blocks, from, to)
        expect(path === null).toBe(findCycle(added) === null)
        const edges = new Set(edgesOf(added).map((edge) => `${edge.from} ${edge.to}`))
        for (const [index, uuid] of (path ?? []).slice(1).entries())
          expect(edges.has(`${path?.[index]} ${uuid}`)).toBe(true)
      }),
    )
  })

  it('are looked for in a chain of ten thousand blocks without exhausting the stack', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) => block(`b${index}`, `b${index - 1}`))
    expect(findCycle(chain)).toBeNull()
    expect(findCycle([...chain.slice(1), block('b0', 'b9999')])).toHaveLength(10_001)
  })
})
