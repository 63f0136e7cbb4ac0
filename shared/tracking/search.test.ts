import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareByOrder, matchesSearch, type Subject } from './match-search.ts'
import { parseOrder, parseSearch } from './parse-search.ts'
import { experimentGrammar, modelVersionGrammar, runGrammar } from './search-grammar.ts'

const read = (text: string) => {
  const parsed = parseSearch(text, runGrammar)
  return parsed.ok ? parsed.value : parsed.error.message
}

describe('a search', () => {
  it('reads every kind of condition as MLflow does', () => {
    expect(read("metrics.auc >= 0.8 and params.`max depth` = '4' AND tag.\"a b\" ILIKE 'x%'")).toEqual([
      { entity: 'metric', key: 'auc', comparator: '>=', value: 0.8 },
      { entity: 'parameter', key: 'max depth', comparator: '=', value: '4' },
      { entity: 'tag', key: 'a b', comparator: 'ILIKE', value: 'x%' },
    ])
    expect(read('status = "FINISHED"')).toEqual([
      { entity: 'attribute', key: 'status', comparator: '=', value: 'FINISHED' },
    ])
    expect(read("attributes.run_id IN ('a','b') AND created < 5")).toEqual([
      { entity: 'attribute', key: 'run_id', comparator: 'IN', value: ['a', 'b'] },
      { entity: 'attribute', key: 'start_time', comparator: '<', value: 5 },
    ])
    expect(read('params.x IS NOT NULL and tags.y is null')).toEqual([
      { entity: 'parameter', key: 'x', comparator: 'IS NOT NULL', value: null },
      { entity: 'tag', key: 'y', comparator: 'IS NULL', value: null },
    ])
    expect(read('metrics.val/loss<-1.5e-3')).toEqual([
      { entity: 'metric', key: 'val/loss', comparator: '<', value: -0.0015 },
    ])
    expect(read("tags.mlflow.source.type = 'LOCAL'")).toEqual([
      { entity: 'tag', key: 'mlflow.source.type', comparator: '=', value: 'LOCAL' },
    ])
    expect(read('')).toEqual([])
  })

  it.each([
    ['metrics.auc > "high"', 'Expected numeric value type for metric. Found "high"'],
    ['params.x = 4', "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 4"],
    ["params.x = 'a' OR params.y = 'b'", "Invalid clause(s) in filter string: 'OR'"],
    ['colour = "red"', "Invalid attribute key 'colour' specified"],
    ["weather.x = 'a'", "Invalid entity type 'weather'"],
    ["params.x > '4'", "Invalid comparator '>' not one of"],
    ["status IN ('a')", "Invalid comparator 'IN' not one of"],
    ['metrics.auc', 'Expected 3 tokens found 1'],
    ['metrics.auc >', 'Expected numeric value type for metric. Found nothing'],
    ['metrics.auc IS NULL', 'only supported for tags and params'],
    ['run_id IN ()', 'non-empty list'],
    ["tags.a = 'b", "Got value '"],
    ['params.x = y', 'not quoted'],
    ["dataset.size = '3'", "Invalid dataset key 'size'"],
  ])('refuses %s with the reason', (text, words) => {
    expect(read(text)).toContain(words)
  })

  it('never throws and never hangs, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(typeof parseSearch(text, runGrammar).ok).toBe('boolean')
      }),
    )
  })

  it('knows what each kind of thing can be searched by', () => {
    expect(parseSearch("name LIKE 'a%'", experimentGrammar).ok).toBe(true)
    expect(parseSearch('metrics.a > 1', experimentGrammar).ok).toBe(false)
    expect(parseSearch("name='churn' and version_number > 2", modelVersionGrammar).ok).toBe(true)
  })
})

describe('an order', () => {
  it('reads columns and directions, with and without quotes', () => {
    expect(parseOrder(['metrics.`a b` DESC', 'start_time', 'params.x asc', 'Run name desc'], runGrammar)).toEqual({
      ok: true,
      value: [
        { entity: 'metric', key: 'a b', isAscending: false },
        { entity: 'attribute', key: 'start_time', isAscending: true },
        { entity: 'parameter', key: 'x', isAscending: true },
        { entity: 'attribute', key: 'run_name', isAscending: false },
      ],
    })
  })

  it('refuses a column that comes twice and words that are no order', () => {
    expect(parseOrder(['metrics.a', 'metrics.a desc'], runGrammar).ok).toBe(false)
    expect(parseOrder(['metrics.a sideways'], runGrammar).ok).toBe(false)
    expect(parseOrder([''], runGrammar).ok).toBe(false)
  })
})

describe('matching', () => {
  const values: Record<string, string | number> = { 'attribute.name': 'Churn', 'metric.auc': 0.8, 'tag.team': 'a_b' }
  const subject: Subject = ({ entity, key }) => values[`${entity}.${key}`]
  const holds = (text: string) => {
    const parsed = parseSearch(text, { ...runGrammar, textAttributes: ['name'], lists: ['name'] })
    if (!parsed.ok) throw new Error(parsed.error.message)
    return matchesSearch(parsed.value, subject)
  }

  it.each([
    ["name = 'Churn' and metrics.auc > 0.7", true],
    ["name LIKE 'churn'", false],
    ["name ILIKE 'CH%N'", true],
    ["tags.team LIKE 'a.b'", false],
    ["tags.team LIKE '_\\_b'", false],
    ["tags.team LIKE '___'", true],
    ["name NOT IN ('a', 'b')", true],
    ["params.gone != 'x'", false],
    ['params.gone IS NULL', true],
    ['metrics.auc <= 0.8 and metrics.auc != 0.8', false],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected)
  })

  const likes = (text: string, value: string) =>
    matchesSearch([{ entity: 'tag', key: 'x', comparator: 'LIKE', value }], () => text)

  it('takes % for any text and _ for one character, as a regular expression would', () => {
    const letters = (...of: string[]) => fc.string({ unit: fc.constantFrom(...of), maxLength: 8 })
    fc.assert(
      fc.property(letters('a', 'b', '.'), letters('a', 'b', '.', '%', '_'), (text, pattern) => {
        const expression = pattern.replaceAll('.', '\\.').replaceAll('%', '.*').replaceAll('_', '.')
        expect(likes(text, pattern)).toBe(new RegExp(`^${expression}$`).test(text))
      }),
    )
  })

  it('tries a pattern of many % in no time', () => {
    expect(likes('a'.repeat(5_000), `${'%a'.repeat(30)}%b`)).toBe(false)
  })

  it('puts what has no value last, in either direction', () => {
    const none: Subject = () => undefined
    const rule = { entity: 'metric', key: 'auc' } as const
    expect(compareByOrder([{ ...rule, isAscending: true }], none, subject)).toBe(1)
    expect(compareByOrder([{ ...rule, isAscending: false }], none, subject)).toBe(1)
    expect(compareByOrder([{ ...rule, isAscending: false }], subject, none)).toBe(-1)
  })
})
