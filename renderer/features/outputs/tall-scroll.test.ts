import { expect, test } from 'vitest'
import { scrolledHeight, scrollStretch } from './tall-scroll.ts'

test('rows that an element can hold scroll pixel by pixel', () => {
  expect(scrolledHeight(26_000)).toBe(26_000)
  expect(scrollStretch(26_000, 200)).toBe(1)
})

test('the end of the scroll bar is the end of two million rows', () => {
  const total = 2_000_000 * 26
  const end = scrolledHeight(total) - 200
  expect(scrolledHeight(total)).toBeLessThan(33_554_432)
  expect(end * scrollStretch(total, 200)).toBeCloseTo(total - 200)
})
