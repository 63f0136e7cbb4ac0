import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineEndsOf, restoreLineEnds } from './line-ends.ts'

describe('line ends', () => {
  it('are told apart', () => {
    expect(['', 'a', 'a\n', 'a\r\nb\r\n', 'a\r\nb\n', 'a\rb\n', 'a\r'].map(lineEndsOf)).toEqual([
      'none',
      'none',
      'lf',
      'crlf',
      'mixed',
      'mixed',
      'mixed',
    ])
  })

  it('come back as they were in a file that mixes them', () => {
    const line = fc
      .tuple(fc.constantFrom('a', 'b', ''), fc.constantFrom('\n', '\r\n', '\r'))
      .map((parts) => parts.join(''))
    const mixed = fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''))
    fc.assert(
      fc.property(mixed, fc.constantFrom('\n', '\r\n'), (original, eol) => {
        fc.pre(lineEndsOf(original) === 'mixed')
        expect(restoreLineEnds(original, original.replace(/\r\n|\r|\n/g, eol))).toBe(original)
      }),
    )
  })

  it('change only in lines that were edited', () => {
    expect(restoreLineEnds('a\r\nb\nc\r\n', 'a\nB\nc\n')).toBe('a\r\nB\nc\r\n')
    expect(restoreLineEnds('a\r\nb\n', 'a\nnew\nb\n')).toBe('a\r\nnew\nb\n')
  })

  it('are the editor’s in a file with one kind', () => {
    expect(restoreLineEnds('a\nb\n', 'a\nc\n')).toBe('a\nc\n')
  })
})
