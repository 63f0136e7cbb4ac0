import fc from 'fast-check'
import { expect, test } from 'vitest'
import { risingOf } from './quantiles.ts'
import { addToSketch, mergeSketch, type Sketch, sketchQuantile } from './sketch.ts'

const milliseconds = fc.array(fc.double({ min: 0.002, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 })

test('every quantile of a sketch is within one per cent, also of sketches that were put together', () => {
  fc.assert(
    fc.property(milliseconds, milliseconds, fc.double({ min: 0, max: 1, noNaN: true }), (first, second, share) => {
      const [sketch, other]: [Sketch, Sketch] = [{}, {}]
      for (const value of first) addToSketch(sketch, value)
      for (const value of second) addToSketch(other, value)
      mergeSketch(sketch, other)
      const rising = risingOf([...first, ...second])
      const exact = rising[Math.floor(share * (rising.length - 1))] ?? 0
      expect(Math.abs((sketchQuantile(sketch, share) ?? 0) - exact) / exact).toBeLessThanOrEqual(0.0101)
    }),
  )
})

test('of nothing there is no quantile', () => {
  expect(sketchQuantile({}, 0.5)).toBeNull()
})
