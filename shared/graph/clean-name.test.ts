import { describe, expect, it } from 'vitest'
import { cleanBlockName, cleanPipelineName, uniqueName } from './clean-name.ts'

describe('cleanBlockName', () => {
  it.each([
    ['Load titanic', 'load_titanic'],
    ['données été', 'données_été'],
    ['数据 加载', '数据_加载'],
    ['9 lives', 'letter_9_lives'],
    ['finance/Load X', 'finance/load_x'],
    ['finance\\load', 'finance/load'],
    ['a-b.c', 'a_b_c'],
    ['"quoted" $x', 'quoted_x'],
    ['/leading//double/', 'leading/double'],
    ['..', ''],
    ['../up', 'up'],
    ['   ', ''],
    ['🚀', ''],
  ])('makes %j into %j', (name, wanted) => {
    expect(cleanBlockName(name)).toBe(wanted)
  })
})

describe('cleanPipelineName', () => {
  it('is one folder name', () => {
    expect(cleanPipelineName('Train / test')).toBe('train___test')
    expect(cleanPipelineName('2024 sales')).toBe('letter_2024_sales')
  })
})

describe('uniqueName', () => {
  it('counts from two until a name is free', () => {
    const taken = new Set(['a', 'a_2'])
    expect(uniqueName('a', (name) => taken.has(name))).toBe('a_3')
    expect(uniqueName('b', (name) => taken.has(name))).toBe('b')
  })
})
