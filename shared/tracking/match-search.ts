import type { Clause, OrderRule } from './parse-search.ts'

/** What a search is held against: the value of a column, undefined where there is none. */
export type Subject = (column: {
  readonly entity: Clause['entity']
  readonly key: string
}) => string | number | undefined

/** `%` stands for any text, `_` for one character. No regular expression: many `%` would make one try for hours. */
const isLike = (text: string, pattern: string): boolean => {
  let at = 0
  let next = 0
  /** Where to go on when it does not fit: behind the last `%`, which then takes one character more. */
  let again: { next: number; at: number } | null = null
  while (at < text.length) {
    const wanted = pattern[next]
    if (wanted === '%') {
      next += 1
      again = { next, at }
    } else if (wanted === '_' || wanted === text[at]) {
      next += 1
      at += 1
    } else if (again !== null) {
      again = { next: again.next, at: again.at + 1 }
      next = again.next
      at = again.at
    } else return false
  }
  return /^%*$/.test(pattern.slice(next))
}

type Test = (have: string | number, wanted: NonNullable<Clause['value']>) => boolean

const tests: Record<Exclude<Clause['comparator'], 'IS NULL' | 'IS NOT NULL'>, Test> = {
  '=': (have, wanted) => have === wanted,
  '!=': (have, wanted) => have !== wanted,
  '<': (have, wanted) => have < wanted,
  '<=': (have, wanted) => have <= wanted,
  '>': (have, wanted) => have > wanted,
  '>=': (have, wanted) => have >= wanted,
  LIKE: (have, wanted) => isLike(String(have), String(wanted)),
  ILIKE: (have, wanted) => isLike(String(have).toLowerCase(), String(wanted).toLowerCase()),
  IN: (have, wanted) => Array.isArray(wanted) && wanted.includes(have),
  'NOT IN': (have, wanted) => Array.isArray(wanted) && !wanted.includes(have),
}

const matches = (clause: Clause, subject: Subject): boolean => {
  const have = subject(clause)
  if (clause.comparator === 'IS NULL') return have === undefined
  if (clause.comparator === 'IS NOT NULL') return have !== undefined
  if (have === undefined || clause.value === null) return false
  return tests[clause.comparator](have, clause.value)
}

/** Whether all conditions hold: for what is not kept in a database. A value that is missing meets none but `IS NULL`. */
export const matchesSearch = (clauses: readonly Clause[], subject: Subject): boolean =>
  clauses.every((clause) => matches(clause, subject))

/** Puts one before the other by the rules; what has no value comes last. */
export const compareByOrder = (rules: readonly OrderRule[], left: Subject, right: Subject): number => {
  for (const rule of rules) {
    const [a, b] = [left(rule), right(rule)]
    if (a === b) continue
    if (a === undefined) return 1
    if (b === undefined) return -1
    return (a < b ? -1 : 1) * (rule.isAscending ? 1 : -1)
  }
  return 0
}
