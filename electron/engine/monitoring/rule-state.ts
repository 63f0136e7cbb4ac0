import { type MonitorRule, parseDuration } from '#shared/model/monitoring.ts'

/** What is kept of a rule between two looks. */
export type RuleMemory = {
  /** Looks in a row beyond the limit. */
  readonly breaches: number
  readonly isOpen: boolean
  /** When its last alert opened; null where it has had none. */
  readonly lastOpened: number | null
}

export type RuleStep = {
  readonly breaches: number
  readonly change: 'open' | 'clear' | null
  readonly state: 'ok' | 'pending' | 'alert'
}

/** Where a rule does not say how far back a value must be: 5 % of the limit. */
const backShare = 0.05

const limitOf = (rule: MonitorRule): { readonly limit: number; readonly sign: 1 | -1 } =>
  rule.above === undefined ? { limit: rule.below ?? 0, sign: -1 } : { limit: rule.above, sign: 1 }

/** The limit of a rule. */
export const ruleLimit = (rule: MonitorRule): number => limitOf(rule).limit

/**
 * One look at a rule with a value: an alert opens when the value was beyond the limit `for` looks in a row and the last alert is longer ago than
 * `quiet`; it clears when the value is back beyond `clear`, not just at the limit again.
 */
export const stepRule = (
  rule: MonitorRule,
  memory: RuleMemory,
  look: { readonly value: number; readonly now: number },
): RuleStep => {
  const { limit, sign } = limitOf(rule)
  const clear = rule.clear ?? limit - sign * Math.abs(limit) * backShare
  const isBeyond = (look.value - limit) * sign > 0
  if (memory.isOpen) {
    const isBack = (look.value - clear) * sign <= 0 && !isBeyond
    return isBack
      ? { breaches: 0, change: 'clear', state: 'ok' }
      : { breaches: memory.breaches, change: null, state: 'alert' }
  }
  if (!isBeyond) return { breaches: 0, change: null, state: 'ok' }
  const breaches = memory.breaches + 1
  const isQuiet = memory.lastOpened !== null && look.now - memory.lastOpened < (parseDuration(rule.quiet) ?? 0)
  if (breaches < rule.for || isQuiet) return { breaches, change: null, state: 'pending' }
  return { breaches, change: 'open', state: 'alert' }
}
