import { describe, expect, it } from 'vitest'
import { cellText, columnWidth, isNumericType } from './cell-text.ts'

describe('a cell', () => {
  it('shows a missing value as a dash', () => {
    expect(cellText(null)).toBe('—')
  })

  it('shows numbers without false digits', () => {
    expect([1, 0.1 + 0.2, 1e15, 0.000001234, -2.5].map(cellText)).toEqual([
      '1',
      '0.3',
      '1000000000000000',
      '1.2340e-6',
      '-2.5',
    ])
  })

  it('cuts very long text', () => {
    expect(cellText('x'.repeat(600))).toHaveLength(501)
  })
})

describe('a column', () => {
  it('is numeric by its type, whoever names it', () => {
    expect(['int64', 'DOUBLE', 'Float32', 'BIGINT', 'decimal(10,2)'].every(isNumericType)).toBe(true)
    expect(['object', 'VARCHAR', 'category', 'datetime64[ns]', 'INTERVAL'].some(isNumericType)).toBe(false)
  })

  it('is as wide as what it shows, within bounds', () => {
    expect(columnWidth({ name: 'id', numeric: false }, ['a', 'b'])).toBe(64)
    expect(columnWidth({ name: 'text', numeric: false }, ['x'.repeat(400)])).toBe(320)
  })

  it('of numbers has room for larger ones further down', () => {
    expect(columnWidth({ name: 'id', numeric: true }, [1, 2])).toBe(110)
  })
})
