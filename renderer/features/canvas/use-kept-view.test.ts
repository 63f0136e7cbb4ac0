import { expect, test } from 'vitest'
import { fittedViewport } from './use-kept-view.ts'

const size = { width: 700, height: 520 }

test('a small graph stands in the middle at its own size', () => {
  const { x, zoom } = fittedViewport({ x: 0, y: 0, width: 196, height: 62 }, size, 0.4)
  expect(zoom).toBe(1)
  expect(x).toBeCloseTo((size.width - 196) / 2, 0)
})

test('a graph that fits when it is smaller is shown whole', () => {
  const { x, zoom } = fittedViewport({ x: 0, y: 0, width: 1400, height: 200 }, size, 0.4)
  expect(zoom).toBeCloseTo((size.width - 48) / 1400)
  expect(x).toBeCloseTo(24)
})

test('of a graph that is too large to be read its beginning is shown, not its middle', () => {
  const bounds = { x: 100, y: -40, width: 6000, height: 3000 }
  const { x, y, zoom } = fittedViewport(bounds, size, 0.4)
  expect(zoom).toBe(0.4)
  expect(bounds.x * zoom + x).toBeCloseTo(24)
  expect(bounds.y * zoom + y).toBeCloseTo(32)
})
