import { expect, test } from 'vitest'
import { monitorRuleSchema } from '#shared/model/monitoring.ts'
import { ruleText } from './monitor-words.ts'

const text = (rule: object): string => ruleText(monitorRuleSchema.parse({ name: 'a rule', ...rule }))

test('a rule is told with what it looks at, its side and its unit', () => {
  expect(text({ metric: 'psi', above: 0.25 })).toBe('psi of any feature above 0.25')
  expect(text({ metric: 'psi', feature: 'monthly', above: 0.25 })).toBe('psi of monthly above 0.25')
  expect(text({ metric: 'p99', above: 250 })).toBe('p99 above 250 ms')
  expect(text({ metric: 'auc', below: 0.8 })).toBe('auc below 0.8')
})
