import type { Json } from '#shared/model/json.ts'

/** What is wrong with a request's input: of one cell, of one column, or of the whole. Rows count from 0. */
export type CellProblem = {
  readonly column: string | null
  readonly row: number | null
  readonly expected: string
  readonly got: string
}

export type InputProblem = { readonly message: string; readonly details: readonly CellProblem[] }

/** A value as a message shows it: short, and of a list or object only what it is. */
export const shown = (value: Json | undefined): string => {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (value !== null && typeof value === 'object') return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const place = ({ column, row }: CellProblem): string => {
  if (column === null) return row === null ? '' : `row ${row}: `
  return row === null ? `column "${column}": ` : `column "${column}", row ${row}: `
}

/** One problem in words: `column "tenure", row 3: expected a whole number (long), got "abc"`. */
export const problemWords = (problem: CellProblem): string =>
  `${place(problem)}expected ${problem.expected}, got ${problem.got}`

/** What a caller is told at most. */
export const mostProblems = 20

/** Joins problems into one that a message can carry. */
export const inputProblem = (details: readonly CellProblem[]): InputProblem => {
  const kept = details.slice(0, mostProblems)
  const more = details.length > kept.length ? ` … and more.` : '.'
  const words = kept.slice(0, 3).map(problemWords).join('; ')
  return { message: `The input does not fit the model: ${words}${kept.length > 3 ? ' …' : more}`, details: kept }
}

/** A problem of the whole input. */
export const wholeProblem = (expected: string, got: string): InputProblem => ({
  message: `Expected ${expected}, got ${got}.`,
  details: [{ column: null, row: null, expected, got }],
})
