import { describe, expect, it } from 'vitest'
import { type Measurement, tableHead, tableRow } from './measurement.ts'
import { readOptions } from './options.ts'
import { gaps, median, rounded } from './statistics.ts'
import { tableLines } from './table.ts'

describe('the figures of the bench', () => {
  it('take the middle value, whatever the order, and the mean of the two middle ones', () => {
    expect(median([9, 1, 100])).toBe(9)
    expect(median([4, 1, 100, 2])).toBe(3)
    expect(median([])).toBeNaN()
    // As numbers, not as text.
    expect(median([10, 9, 8])).toBe(9)
  })

  it('count gaps between neighbours', () => {
    expect(gaps([1, 4, 6])).toEqual([3, 2])
    expect(gaps([1])).toEqual([])
  })

  it('show three significant digits', () => {
    expect([0.12345, 4.5678, 45.678, 456.78, 45678, 0, Number.NaN].map(rounded)).toEqual([
      '0.123',
      '4.57',
      '45.7',
      '457',
      '45678',
      '0.00',
      '–',
    ])
  })
})

describe('the table of the bench', () => {
  const measurement: Measurement = {
    what: 'gap',
    unit: 'ms',
    values: [5, 4, 30],
    floor: { name: 'fork', value: 2 },
    target: 5,
    peers: { luigi: [12, 10, 11] },
  }

  it('compares the median with floor, target and others; what was not measured has a dash', () => {
    const cells = tableRow('chain', measurement, ['luigi', 'kfp'])
    expect(cells).toEqual(['chain: gap', 'ms', '5.00', '4.00', '30.0', '2.00', '2.50', '5.00', '✓', '11.0', '–'])
    expect(cells).toHaveLength(tableHead(['luigi', 'kfp']).length)
    expect(tableRow('chain', { ...measurement, values: [5.1] }, [])).toContain('✗')
  })

  it('is aligned, names to the left and figures to the right', () => {
    expect(
      tableLines(
        ['row', 'ms'],
        [
          ['a', '1'],
          ['longer', '100'],
        ],
      ),
    ).toEqual(['row      ms', '──────  ───', 'a         1', 'longer  100'])
  })
})

describe('the options of the bench', () => {
  it('are five repetitions and a minute of log lines, three and five seconds when it is to be quick', () => {
    expect(readOptions([])).toMatchObject({ runs: 5, floodSeconds: 60, only: [], peers: [] })
    expect(readOptions(['--quick'])).toMatchObject({ runs: 3, floodSeconds: 5 })
    expect(readOptions(['--only', 'chain, wide', '--peers', 'luigi', '--runs', '9'])).toMatchObject({
      only: ['chain', 'wide'],
      peers: ['luigi'],
      runs: 9,
    })
  })

  it('are refused where they make no sense', () => {
    expect(readOptions(['--runs', '0'])).toBeNull()
    expect(readOptions(['--flood', 'long'])).toBeNull()
    expect(readOptions(['--fast'])).toBeNull()
  })
})
