import { describe, expect, it } from 'vitest'
import { between, plainColour, translucent } from './colours.ts'
import { configurationText, readConfiguration } from './configuration-text.ts'
import { indentOf, languageOf } from './languages.ts'
import { savedText } from './save-status.tsx'
import { tabNames } from './tab-names.ts'
import { reordered } from './upstream-list.tsx'

describe('languages', () => {
  it('are told by the ending of a file', () => {
    expect(['a/b.py', 'q.SQL', 'metadata.yaml', 'pyproject.toml', '.env', 'LICENSE'].map(languageOf)).toEqual([
      'python',
      'sql',
      'yaml',
      'toml',
      'ini',
      'plaintext',
    ])
    expect([indentOf('python'), indentOf('yaml')]).toEqual([4, 2])
  })
})

describe('names of tabs', () => {
  it('say the folder only where two files have one name', () => {
    const names = tabNames(['a/x.py', 'b/x.py', 'x.py', 'c/y.py'])
    expect([...names.values()]).toEqual([
      { name: 'x.py', folder: 'a' },
      { name: 'x.py', folder: 'b' },
      { name: 'x.py', folder: '.' },
      { name: 'y.py', folder: null },
    ])
  })
})

describe('the time of a save', () => {
  it('counts seconds, then goes on in larger steps', () => {
    const texts = [0, 2000, 59_000, 5 * 60_000, 3 * 3_600_000].map((age) =>
      savedText(1_700_000_000_000, 1_700_000_000_000 + age),
    )
    expect(texts).toEqual(['Saved', 'Saved 2 s ago', 'Saved 59 s ago', 'Saved 5 min ago', 'Saved 3 h ago'])
  })
})

describe('colours', () => {
  it('are what Monaco takes', () => {
    expect(plainColour(' #e0824a26')).toBe('#e0824a')
    expect(plainColour('#abc')).toBe('#aabbcc')
    expect(translucent('#ffffff', 0.5)).toBe('#ffffff80')
    expect(between('#000000', '#ffffff')).toBe('#808080')
    expect(plainColour('')).toBe('#000000')
  })
})

describe('configuration', () => {
  it('is read from YAML and JSON alike', () => {
    expect(readConfiguration('a: 1\nb: [x, y]\n')).toEqual({ ok: true, value: { a: 1, b: ['x', 'y'] } })
    expect(readConfiguration('{"a": {"b": null}}')).toEqual({ ok: true, value: { a: { b: null } } })
    expect(readConfiguration('  \n')).toEqual({ ok: true, value: {} })
  })

  it('comes back from its own text', () => {
    const value = { dbt: { project: 'x' }, list: [1, 'two', true], empty: {} }
    expect(readConfiguration(configurationText(value))).toEqual({ ok: true, value })
    expect(configurationText({})).toBe('')
  })

  it('says the line of what is wrong', () => {
    expect(readConfiguration('a: 1\nb: [1,\n')).toMatchObject({ ok: false, message: expect.stringMatching(/^Line \d/) })
    expect(readConfiguration('- a\n- b\n')).toMatchObject({ ok: false })
  })
})

describe('the order of upstream blocks', () => {
  it('takes one to another place', () => {
    expect(reordered(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a'])
    expect(reordered(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b'])
    expect(reordered(['a', 'b'], 'a', 9)).toEqual(['b', 'a'])
  })
})
