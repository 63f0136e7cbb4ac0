import { expect, test } from 'vitest'
import { textPieces } from './text-pieces.ts'

test('the pieces together are the text, none of them long', () => {
  for (const text of ['', 'short', 'word '.repeat(9000), 'line\n'.repeat(9000), 'x'.repeat(9000)]) {
    const pieces = textPieces(text)
    expect(pieces.join('')).toBe(text)
    expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4000)
  }
})

test('a piece ends with a line where it can', () => {
  expect(textPieces(`${'a'.repeat(3000)}\n${'b'.repeat(3000)}\n`)).toEqual([
    `${'a'.repeat(3000)}\n`,
    `${'b'.repeat(3000)}\n`,
  ])
})
