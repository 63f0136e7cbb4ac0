import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { chiSquareContingency, chiSquareSurvival, pooledCounts } from './chi-square.ts'
import { jensenShannonDistance, stabilityIndex, stabilityPValue } from './divergence.ts'
import { countsBetween, missingShare, tally, unseenShare } from './histogram.ts'
import { kolmogorovSurvival } from './kolmogorov.ts'
import { calibrationCurve, rocAuc } from './probabilities.ts'
import { quantileOf } from './quantiles.ts'
import { determination } from './regression.ts'
import { statisticsReady } from './special-functions.ts'
import { kolmogorovSmirnovTest } from './two-sample.ts'

beforeAll(statisticsReady)

test('what cannot be said of too little is null, never a number', () => {
  expect(quantileOf([], 0.5)).toBeNull()
  expect(kolmogorovSmirnovTest([], [1])).toBeNull()
  expect(rocAuc({ truth: [true, true], probability: [0.1, 0.9] })).toBeNull()
  expect(determination({ truth: [1], predicted: [1] })).toBeNull()
  expect(chiSquareContingency([[3, 4]])).toBeNull()
  expect(stabilityIndex([0, 0], [1, 2])).toBeNull()
  expect(jensenShannonDistance([], [])).toBeNull()
  expect(missingShare(0, 0)).toBeNull()
  expect(unseenShare([], new Set())).toBeNull()
  expect(calibrationCurve({ truth: [], probability: [] })).toEqual([])
})

test('two rows against two can never be told apart by a Kolmogorov-Smirnov test', () => {
  expect(kolmogorovSmirnovTest([1, 2], [8, 9])?.pValue).toBeCloseTo(1 / 3, 12)
})

test('a stability index of 0.3 is drift in 10,000 rows and chance in 40', () => {
  expect(stabilityPValue(0.3, { expected: 10_000, actual: 10_000, bins: 10 })).toBeLessThan(1e-9)
  expect(stabilityPValue(0.3, { expected: 10_000, actual: 40, bins: 10 })).toBeGreaterThan(0.2)
})

test('what is far beyond chance has p-value 0 and throws nothing', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.integer({ min: 1, max: 200 }),
      (statistic, degrees) => {
        const probability = chiSquareSurvival(statistic, degrees)
        expect(probability >= 0 && probability <= 1).toBe(true)
      },
    ),
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      (count, distance) => {
        const probability = kolmogorovSurvival(count, distance)
        expect(probability >= 0 && probability <= 1).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})

test('an empty bin gives a large stability index and no infinity', () => {
  expect(stabilityIndex([50, 50, 0], [0, 50, 50])).toBeGreaterThan(2)
  expect(Number.isFinite(stabilityIndex([50, 50, 0], [0, 50, 50]))).toBe(true)
})

test('rows outside the edges are counted in the outer intervals', () => {
  expect(countsBetween([0, 1, 2], [-5, 0, 0.5, 1, 2, 99])).toEqual([3, 3])
})

test('pooling keeps every row and leaves no expected count below five', () => {
  const counts = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(counts, (pairs) => {
      const [first, second] = [pairs.map(([left]) => left), pairs.map(([, right]) => right)]
      const pooled = pooledCounts(first, second)
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
      expect([sum(pooled.first), sum(pooled.second)]).toEqual([sum(first), sum(second)])
      if (pooled.first.length < 2) return
      const total = sum(first) + sum(second)
      pooled.first.forEach((count, index) => {
        const column = count + (pooled.second[index] ?? 0)
        expect((column * Math.min(sum(first), sum(second))) / total).toBeGreaterThanOrEqual(5)
      })
    }),
  )
})

test('the unseen share counts rows whose value is none of the known ones', () => {
  expect(unseenShare(['a', 'b', 'z', 'z'], new Set(['a', 'b']))).toBe(0.5)
  expect([...tally(['b', 'a', 'b'])]).toEqual([
    ['b', 2],
    ['a', 1],
  ])
})
