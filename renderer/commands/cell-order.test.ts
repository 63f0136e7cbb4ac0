import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '#shared/model/block.ts'
import { testBlock } from '../testing/graph-fixture.ts'
import { cellBeside, cellOrder } from './cell-order.ts'

const order = (...blocks: Block[]) => cellOrder(blocks).map(({ uuid }) => uuid)

describe('cells', () => {
  it('stand in the order of the file where that is an order of dependency', () => {
    const load = testBlock('load')
    const other = testBlock('other')
    expect(order(load, testBlock('clean', ['load']), other, testBlock('join', ['clean', 'other']))).toEqual([
      'load',
      'clean',
      'other',
      'join',
    ])
  })

  it('come after what they wait for, which stands right above the first that waits', () => {
    expect(
      order(
        testBlock('first'),
        testBlock('train', ['clean']),
        testBlock('aside', ['first']),
        testBlock('clean', ['late']),
        testBlock('late'),
      ),
    ).toEqual(['first', 'late', 'clean', 'train', 'aside'])
  })

  it('keep notes where the file has them, and leave charts out', () => {
    const note = testBlock('note', [], { type: 'markdown', language: 'markdown' })
    const chart = testBlock('chart', ['load'], { type: 'chart', role: 'widget' })
    expect(order(testBlock('load'), note, testBlock('clean', ['load']), chart)).toEqual(['load', 'note', 'clean'])
  })

  it('have conditionals right above and callbacks right below what they belong to', () => {
    const conditional = testBlock('is_monday', ['clean'], { type: 'conditional', role: 'conditional' })
    const callback = testBlock('tell', ['load', 'clean'], { type: 'callback', role: 'callback' })
    expect(order(testBlock('load'), testBlock('clean', ['load']), testBlock('end'), callback, conditional)).toEqual([
      'load',
      'is_monday',
      'clean',
      'tell',
      'end',
    ])
  })

  it('are all there once in any graph, circles and unknown names included, and each after its upstream where there is no circle', () => {
    const size = 12
    const graphs = fc.array(fc.array(fc.nat(size + 2), { maxLength: 4 }), { minLength: 1, maxLength: size })
    fc.assert(
      fc.property(graphs, fc.boolean(), (lists, acyclic) => {
        const blocks = lists.map((upstream, index) =>
          testBlock(
            `b${index}`,
            upstream.filter((other) => !acyclic || other > index || other >= lists.length).map((other) => `b${other}`),
          ),
        )
        const names = order(...blocks)
        expect(names.toSorted()).toEqual(blocks.map(({ uuid }) => uuid).toSorted())
        if (!acyclic) return
        for (const block of blocks)
          for (const upstream of block.upstream.filter((uuid) => names.includes(uuid)))
            expect(names.indexOf(upstream)).toBeLessThan(names.indexOf(block.uuid))
      }),
    )
  })

  it('of a chain of thousands, last block first, do not exhaust the stack', () => {
    const blocks = Array.from({ length: 5000 }, (_, index) => testBlock(`b${index}`, [`b${index + 1}`]))
    expect(order(...blocks)[0]).toBe('b4999')
  })
})

describe('going from cell to cell', () => {
  const cells = ['a', 'b', 'c'].map((uuid) => testBlock(uuid))

  it('goes one down or up and stays at the ends', () => {
    expect(cellBeside(cells, 'a', 1)).toBe('b')
    expect(cellBeside(cells, 'c', 1)).toBe('c')
    expect(cellBeside(cells, 'a', -1)).toBe('a')
  })

  it('begins at the first, and nowhere without cells', () => {
    expect(cellBeside(cells, null, -1)).toBe('a')
    expect(cellBeside(cells, 'gone', 1)).toBe('a')
    expect(cellBeside([], null, 1)).toBeNull()
  })
})
