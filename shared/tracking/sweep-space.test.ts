import { describe, expect, it } from 'vitest'
import { createHalving, gridOf, parseSweepVariable, randomOf, type SweepVariable, seededRandom } from './sweep-space.ts'

const variables = (...typed: string[]): SweepVariable[] =>
  typed.map((text) => {
    const parsed = parseSweepVariable(text)
    if (!parsed.ok) throw new Error(parsed.error.message)
    return parsed.value
  })

describe('variables of a sweep', () => {
  it('are values, or ranges of whole numbers, of numbers and of orders of magnitude', () => {
    expect(variables('lr=0.01,0.1', 'model=forest,xgboost', 'depth=3..9', 'lr=log:1e-4..0.1')).toEqual([
      { name: 'lr', kind: 'values', values: [0.01, 0.1] },
      { name: 'model', kind: 'values', values: ['forest', 'xgboost'] },
      { name: 'depth', kind: 'range', from: 3, to: 9, isLog: false, isWhole: true },
      { name: 'lr', kind: 'range', from: 1e-4, to: 0.1, isLog: true, isWhole: false },
    ])
  })

  it.each(['lr', '=3', 'lr=', 'lr=log:0..1'])('refuse %s in words', (typed) => {
    expect(parseSweepVariable(typed).ok).toBe(false)
  })

  it('make a grid of every combination', () => {
    expect(gridOf(variables('a=1,2', 'b=3..4'))).toEqual({
      ok: true,
      value: [
        { a: 1, b: 3 },
        { a: 1, b: 4 },
        { a: 2, b: 3 },
        { a: 2, b: 4 },
      ],
    })
    expect(gridOf(variables('a=0.1..0.2')).ok).toBe(false)
    expect(gridOf(variables('a=1..200', 'b=1..200')).ok).toBe(false)
  })

  it('are drawn within their ranges, the same for the same seed', () => {
    const space = variables('lr=log:0.0001..0.1', 'depth=3..5', 'model=a,b')
    const trials = randomOf(space, 500, seededRandom(7))
    expect(trials).toEqual(randomOf(space, 500, seededRandom(7)))
    const rates = trials.map(({ lr }) => Number(lr))
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.0001)
    expect(Math.max(...rates)).toBeLessThanOrEqual(0.1)
    // Half of the orders of magnitude lie below the middle one.
    expect(rates.filter((rate) => rate < Math.sqrt(0.0001 * 0.1)).length).toBeGreaterThan(200)
    expect(new Set(trials.map(({ depth }) => depth))).toEqual(new Set([3, 4, 5]))
  })
})

describe('successive halving', () => {
  it('ends a trial that is not among the best third that came as far', () => {
    const halving = createHalving({ first: 10, eta: 3, isHighest: true })
    expect(halving.report(1, 5, 0.1)).toBeNull()
    expect(halving.report(1, 10, 0.8)).toBeNull()
    expect(halving.report(2, 10, 0.7)).toBeNull()
    expect(halving.report(3, 12, 0.6)).toBe('Pruned: 0.6 at step 12 is not among the best 1 of 3 that came to step 10.')
    expect(halving.report(4, 10, 0.9)).toBeNull()
    // The same trial is asked once per rung.
    expect(halving.report(4, 20, 0.1)).toBeNull()
    expect(halving.report(4, 30, 0.9)).toBeNull()
  })

  it('turns round where the lowest is best', () => {
    const halving = createHalving({ first: 1, eta: 2, isHighest: false })
    expect(halving.report(1, 1, 0.5)).toBeNull()
    expect(halving.report(2, 1, 0.9)).toContain('Pruned')
    expect(halving.report(3, 1, 0.1)).toBeNull()
  })
})
