import { expect, test } from 'vitest'
import { testBlock } from '../testing/graph-fixture.ts'
import { blockSize } from './block-layout.ts'
import { roomBetween } from './block-room.ts'

const blocks = [testBlock('a'), testBlock('b', ['a']), testBlock('c', ['a']), testBlock('d', ['b'])]
const narrow = { a: { x: 0, y: 0 }, b: { x: 244, y: 0 }, c: { x: 244, y: 128 }, d: { x: 488, y: 128 } }

test('a narrow gap is widened without pushing a block onto another', () => {
  const room = roomBetween({ blocks, positions: narrow }, { upstream: ['a'], downstream: ['c'] })
  expect(room?.position).toEqual({ x: 244, y: 64 })
  const places = Object.values({ ...room?.moved, new: room?.position ?? { x: 0, y: 0 } })
  for (const [index, one] of places.entries()) {
    for (const other of places.slice(index + 1)) {
      const apart = Math.abs(one.x - other.x) >= blockSize.width || Math.abs(one.y - other.y) >= blockSize.height
      expect(apart).toBe(true)
    }
  }
})

test('in a wide gap everything stays', () => {
  const positions = { a: { x: 0, y: 0 }, b: { x: 600, y: 0 } }
  const room = roomBetween({ blocks: blocks.slice(0, 2), positions }, { upstream: ['a'], downstream: ['b'] })
  expect(room).toEqual({ position: { x: 300, y: 0 }, moved: null })
})

test('a block without neighbours on both sides asks for no room', () => {
  expect(roomBetween({ blocks, positions: narrow }, { upstream: ['a'], downstream: [] })).toBeNull()
})
