import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combine, editsBetween, hunksOf, linesOf, takeHunk } from './line-diff.ts'

const text = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', ''), fc.constantFrom('\n', '\r\n')), { maxLength: 12 })
  .chain((lines) => fc.constantFrom('', 'end').map((end) => lines.map((line) => line.join('')).join('') + end))

const applied = (from: string, edits: ReturnType<typeof editsBetween>): string =>
  edits.reduceRight((now, { start, end, text: added }) => now.slice(0, start) + added + now.slice(end), from)

describe('line diff', () => {
  it('splits a text into lines that give the text back', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(linesOf(value).join('')).toBe(value)
      }),
    )
    expect(linesOf('a\r\nb\rc\n')).toEqual(['a\r\n', 'b\r', 'c\n'])
  })

  it('makes one text of another by its edits', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(applied(from, editsBetween(from, to))).toBe(to)
      }),
    )
  })

  it('leaves lines alone that did not change', () => {
    expect(editsBetween('a\nb\nc\n', 'a\nB\nc\n')).toEqual([{ start: 2, end: 4, text: 'B\n' }])
    expect(editsBetween('same\n', 'same\n')).toEqual([])
  })

  it('ends at the other text when every difference is taken', () => {
    const takeAll = (mine: string, disk: string): string => {
      let now = mine
      for (let rounds = 0; rounds < 50; rounds += 1) {
        const [hunk] = hunksOf(now, disk)
        if (hunk === undefined) break
        now = takeHunk(now, disk, hunk)
      }
      return now
    }
    fc.assert(
      fc.property(text, text, (mine, disk) => {
        expect(takeAll(mine, disk)).toBe(disk)
      }),
    )
  })

  it('takes one difference and no other', () => {
    const [mine, disk] = ['a\nmine\nb\nmine too\n', 'a\ndisk\nb\ndisk too\n']
    const hunks = hunksOf(mine, disk)
    expect(hunks).toHaveLength(2)
    expect(takeHunk(mine, disk, hunks[1] ?? { mine: { start: 0, count: 0 }, disk: { start: 0, count: 0 } })).toBe(
      'a\nmine\nb\ndisk too\n',
    )
  })
})

describe('combine', () => {
  it('takes the changes of both sides where they touch different lines', () => {
    expect(combine('a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'a\nb\nc\nD\n')).toBe('A\nb\nc\nD\n')
  })

  it('takes a change that both made once', () => {
    expect(combine('a\nb\n', 'A\nb\n', 'A\nb\n')).toBe('A\nb\n')
  })

  it('leaves the choice to a person where both touch the same line', () => {
    expect(combine('a\nb\nc\n', 'a\nmine\nc\n', 'a\ndisk\nc\n')).toBeNull()
  })
})
