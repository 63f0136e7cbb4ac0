import { expect, test } from 'vitest'
import { firstBlock, neighbour } from './block-navigation.ts'

const positions = {
  load: { x: 0, y: 0 },
  events: { x: 0, y: 120 },
  features: { x: 250, y: 60 },
  train: { x: 500, y: 0 },
  rows: { x: 500, y: 140 },
}
const graph = {
  positions,
  edges: [
    { from: 'load', to: 'features', attached: false },
    { from: 'events', to: 'features', attached: false },
    { from: 'features', to: 'train', attached: false },
    { from: 'features', to: 'rows', attached: false },
  ],
}

test('right follows an edge', () => {
  expect(neighbour(graph, 'events', 'right')).toBe('features')
})

test('left follows an edge back', () => {
  expect(neighbour(graph, 'train', 'left')).toBe('features')
})

test('down goes to the block below in the same column', () => {
  expect(neighbour(graph, 'load', 'down')).toBe('events')
  expect(neighbour(graph, 'train', 'down')).toBe('rows')
})

test('up stays in the column', () => {
  expect(neighbour(graph, 'rows', 'up')).toBe('train')
  expect(neighbour(graph, 'events', 'up')).toBe('load')
})

test('a block without an edge is still reached by its place', () => {
  expect(neighbour({ positions, edges: [] }, 'load', 'right')).toBe('features')
})

test('nothing lies left of the leftmost', () => {
  expect(neighbour(graph, 'load', 'left')).toBeNull()
})

test('a newcomer lands on the top left block', () => {
  expect(firstBlock(positions)).toBe('load')
  expect(firstBlock({})).toBeNull()
})
