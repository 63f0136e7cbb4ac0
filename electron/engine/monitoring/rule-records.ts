import type { SqlDatabase } from '#engine/history/database.ts'
import { numberOf, numberOrNull, textOf, textOrNull } from '#engine/history/row-values.ts'
import type { RuleValue } from './rule-value.ts'

/** What was seen of a rule at its last look, by whatever host. */
export type RuleRecord = {
  readonly rule: string
  /** `ok`, `pending`, `alert`, `few` or `unknown`. */
  readonly state: string
  readonly breaches: number
  readonly value: number | null
  readonly feature: string | null
  readonly checkedAt: number
}

export type Sighting = Pick<RuleRecord, 'rule' | 'state' | 'breaches'> & {
  readonly seen: RuleValue
  readonly now: number
}

/** Records of the rules of one project. */
export const createRuleRecords = (database: SqlDatabase) => {
  const write = database.prepare(
    'INSERT OR REPLACE INTO rule_states (model, rule, breaches, value, feature, state, checked_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const read = database.prepare('SELECT * FROM rule_states WHERE model = ?')
  return {
    of: (model: string): RuleRecord[] =>
      read.all(model).map((row) => ({
        rule: textOf(row, 'rule'),
        state: textOf(row, 'state'),
        breaches: numberOf(row, 'breaches'),
        value: numberOrNull(row, 'value'),
        feature: textOrNull(row, 'feature'),
        checkedAt: numberOf(row, 'checked_at'),
      })),
    write: (model: string, { rule, breaches, seen, state, now }: Sighting): void => {
      write.run(model, rule, breaches, seen.value, seen.feature, state, now)
    },
  }
}
