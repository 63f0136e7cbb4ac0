import { expect, test } from 'vitest'
import { testBlock } from '../testing/graph-fixture.ts'
import { blockSize, freePlace, graphEdges, layoutBlocks, placeBlocks } from './block-layout.ts'

const diamond = [
  testBlock('load'),
  testBlock('left', ['load']),
  testBlock('right', ['load']),
  testBlock('join', ['left', 'right']),
]

test('every block lies right of what it waits for', () => {
  const positions = layoutBlocks(diamond)
  for (const { from, to } of graphEdges(diamond)) {
    expect(positions[to]?.x).toBeGreaterThanOrEqual((positions[from]?.x ?? 0) + blockSize.width)
  }
})

test('neighbouring columns are 244 pixels apart', () => {
  const positions = layoutBlocks([testBlock('a'), testBlock('b', ['a'])])
  expect((positions.b?.x ?? 0) - (positions.a?.x ?? 0)).toBe(244)
})

test('the same graph is laid out the same way twice', () => {
  const first = layoutBlocks(diamond)
  // Another graph in between: the last layout is kept.
  layoutBlocks([testBlock('a')])
  expect(layoutBlocks(diamond)).toEqual(first)
})

test('1,000 blocks are laid out left to right in a moment, and a graph that is as it was costs nothing', () => {
  const blocks = Array.from({ length: 1000 }, (_, index) =>
    testBlock(
      `b${index}`,
      index < 40 ? [] : [`b${index - 40}`, `b${Math.floor(index / 40) * 40 - 40 + ((index * 7) % 40)}`],
    ),
  )
  const began = performance.now()
  const positions = layoutBlocks(blocks)
  // 0.5 s on a quiet machine; the thorough way takes 11 s there.
  expect(performance.now() - began).toBeLessThan(5000)
  for (const { from, to } of graphEdges(blocks))
    expect(positions[to]?.x).toBeGreaterThanOrEqual((positions[from]?.x ?? 0) + blockSize.width)
  expect(layoutBlocks(blocks.map((block) => ({ ...block, name: 'renamed' })))).toBe(positions)
})

test('no two of 60 blocks overlap', () => {
  const blocks = Array.from({ length: 60 }, (_, index) =>
    testBlock(`b${index}`, index < 6 ? [] : [`b${index - 6}`, `b${index - 5}`]),
  )
  const places = Object.values(layoutBlocks(blocks))
  const clash = places.some((a, index) =>
    places
      .slice(index + 1)
      .some((b) => Math.abs(a.x - b.x) < blockSize.width && Math.abs(a.y - b.y) < blockSize.height),
  )
  expect(clash).toBe(false)
})

test('a conditional is drawn before the block it guards and a callback after it', () => {
  const blocks = [
    testBlock('work'),
    testBlock('gate', ['work'], { role: 'conditional', type: 'conditional' }),
    testBlock('notify', ['work'], { role: 'callback', type: 'callback' }),
  ]
  expect(graphEdges(blocks)).toEqual([
    { from: 'gate', to: 'work', attached: true },
    { from: 'work', to: 'notify', attached: true },
  ])
})

test('names that lead nowhere and blocks that wait for themselves give no edge', () => {
  expect(graphEdges([testBlock('a', ['gone', 'a'])])).toEqual([])
})

test('stored positions stay and a block without one goes right of its upstream', () => {
  const stored = { load: { x: 500, y: 300 }, left: { x: 800, y: 300 } }
  const positions = placeBlocks([testBlock('load'), testBlock('left', ['load']), testBlock('next', ['left'])], stored)
  expect(positions.load).toEqual({ x: 500, y: 300 })
  expect(positions.next).toEqual({ x: 1044, y: 300 })
})

test('a taken place is left free and the next one below is given', () => {
  const place = freePlace({ x: 0, y: 0 }, [{ x: 10, y: 10 }])
  expect(place.x).toBe(0)
  expect(place.y).toBeGreaterThanOrEqual(10 + blockSize.height)
})
