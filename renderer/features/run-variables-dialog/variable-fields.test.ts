import { describe, expect, it } from 'vitest'
import { fieldsOf, kindOf, readField, variablesOf, wrongName } from './variable-fields.ts'

describe('fields of variables', () => {
  it('follow the kind of the value', () => {
    expect(['a', '2026-11-14', '2026-11-14T10:00:00Z', 1.5, true, null, [1], { a: 1 }].map(kindOf)).toEqual([
      'text',
      'date',
      'date',
      'number',
      'switch',
      'json',
      'json',
      'json',
    ])
  })

  it('are filled with what was given last', () => {
    const fields = fieldsOf({ target: 'y', epochs: 50 }, { epochs: 10, extra: true })
    expect(fields.map(({ name, text, kind }) => [name, text, kind])).toEqual([
      ['target', 'y', 'text'],
      ['epochs', '10', 'number'],
      ['extra', 'true', 'switch'],
    ])
  })

  it('say what they expect', () => {
    expect(readField({ kind: 'number', text: '1e3' })).toEqual({ value: 1000 })
    expect(readField({ kind: 'number', text: ' ' })).toHaveProperty('wrong')
    expect(readField({ kind: 'date', text: '2026-02-30' })).toHaveProperty('wrong')
    expect(readField({ kind: 'date', text: '2028-02-29' })).toEqual({ value: '2028-02-29' })
    expect(readField({ kind: 'json', text: '{"a": [1]}' })).toEqual({ value: { a: [1] } })
    expect(readField({ kind: 'json', text: '{a}' })).toHaveProperty('wrong')
    expect(readField({ kind: 'switch', text: 'false' })).toEqual({ value: false })
  })

  it('give the run only what differs from the pipeline', () => {
    const fields = fieldsOf({ target: 'y', epochs: 50, list: [1, 2] }, { epochs: 10, extra: 'x' })
    expect(variablesOf(fields)).toEqual({ epochs: 10, extra: 'x' })
    expect(variablesOf(fieldsOf({ a: 1 }, {}))).toEqual({})
  })

  it('refuse a run while a name or value is wrong', () => {
    const extra = { id: 'new', name: 'target', kind: 'text' as const, text: '', fallback: undefined }
    const fields = [...fieldsOf({ target: 'y' }, {}), extra]
    expect(wrongName(fields, extra)).toBe('This name is taken.')
    expect(variablesOf(fields)).toBeNull()
    expect(variablesOf([{ ...extra, name: 'n', kind: 'number', text: 'x' }])).toBeNull()
  })
})
