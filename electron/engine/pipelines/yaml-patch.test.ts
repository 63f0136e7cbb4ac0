import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawMap } from './read-values.ts'
import { loadAnyYaml } from './yaml-load.ts'
import { patchYaml } from './yaml-patch.ts'

type Entry = RawMap & { upstream_blocks: string[]; configuration: RawMap }
type Data = { blocks: Entry[] } & RawMap

const patch = (text: string, change: (data: Data) => unknown): string => {
  const patched = patchYaml(text, (data) => void change(data as Data))
  if (!patched.ok) throw new Error(patched.error.message)
  return patched.value
}
const dataOf = (text: string): Data => {
  const loaded = loadAnyYaml(text)
  if (!loaded.ok) throw new Error(loaded.reason)
  return structuredClone(loaded.value) as Data
}
const block = (data: Data, index: number): Entry => {
  const entry = data.blocks[index]
  if (entry === undefined) throw new Error(`no block ${index}`)
  return entry
}

const commented = `# head
blocks:   # the graph
- uuid: "load"   # where it begins
  upstream_blocks: []
  configuration: {a: 1, b: [x, y]}
  type: data_loader

# cleaning
- uuid: 'clean'
  upstream_blocks:
  # first argument
  - load
  - other # second
  type: transformer
name:    spaced   # keep
uuid: p`

describe('patchYaml', () => {
  it('gives back every byte where nothing changes', () => {
    for (const text of [commented, `\uFEFF${commented.replaceAll('\n', '\r\n')}\r\n`, `---\n${commented}\n...\n`])
      expect(patch(text, () => undefined)).toBe(text)
  })

  it.each<[string, (data: Data) => unknown, string, string]>([
    ['a value', (data) => Object.assign(data, { name: 'new' }), 'spaced ', 'new '],
    ['a quoted value, in its quotes', (data) => Object.assign(block(data, 0), { uuid: 'x' }), '"load"', '"x"'],
    [
      'an added upstream',
      (data) => block(data, 1).upstream_blocks.push('third'),
      '# second\n',
      '# second\n  - third\n',
    ],
    [
      'a removed upstream with its comment',
      (data) => block(data, 1).upstream_blocks.shift(),
      '  # first argument\n  - load\n',
      '',
    ],
    [
      'another argument order',
      (data) => block(data, 1).upstream_blocks.reverse(),
      '  # first argument\n  - load\n  - other # second\n',
      '  - other # second\n  # first argument\n  - load\n',
    ],
    [
      'the first upstream',
      (data) => block(data, 0).upstream_blocks.push('yes'),
      'upstream_blocks: []',
      "upstream_blocks:\n  - 'yes'",
    ],
    ['a value inside braces', (data) => Object.assign(block(data, 0).configuration, { a: 2 }), '{a: 1', '{a: 2'],
    [
      'an item inside brackets',
      (data) => (block(data, 0).configuration.b as string[]).push('z, w'),
      '[x, y]',
      "[x, y, 'z, w']",
    ],
    [
      'a new key, sorted in',
      (data) => Object.assign(data, { description: 'two\nlines\n' }),
      'name: ',
      'description: |\n  two\n  lines\nname: ',
    ],
    [
      'a new last key of a file without final line break',
      (data) => Object.assign(data, { variables: { x: 1 } }),
      'uuid: p',
      'uuid: p\nvariables:\n  x: 1',
    ],
    ['a removed key', (data) => delete data.name, 'name:    spaced   # keep\n', ''],
    [
      'a removed block with its comment',
      (data) => data.blocks.pop(),
      commented.slice(commented.indexOf('\n# cleaning'), commented.indexOf('name:')),
      '',
    ],
  ])('changes only the lines of %s', (_, change, ...[old, wanted]) => {
    expect(commented.split(old)).toHaveLength(2)
    expect(patch(commented, change)).toBe(commented.replace(old, () => wanted))
  })

  it('writes what it adds with the line breaks and the list indentation of the file', () => {
    const text = 'blocks:\r\n  - uuid: a\r\n    upstream_blocks: []\r\n'
    const patched = patch(text, (data) => block(data, 0).upstream_blocks.push('b'))
    expect(patched).toBe('blocks:\r\n  - uuid: a\r\n    upstream_blocks:\r\n      - b\r\n')
  })

  it('writes an alias out where its anchor changes', () => {
    const patched = patch('a: &x\n- 1\nb: *x # same\n', (data) => (data.a as number[]).push(2))
    expect(patched).toBe('a: &x\n- 1\n- 2\nb: [1] # same\n')
  })

  it('refuses a file that is no map, and says what to do', () => {
    const patched = patchYaml('- a\n', () => undefined)
    expect(patched.ok ? null : patched.error.message).toBe(
      'This file is written in a way that cannot be changed safely from here. Change it in the editor instead.',
    )
  })

  it('holds exactly the wanted data after any change, and keeps the lines of untouched blocks', () => {
    fc.assert(
      fc.property(sources, fc.array(changes, { minLength: 1, maxLength: 5 }), (text, edits) => {
        const wanted = dataOf(text)
        for (const edit of edits) edit(wanted)
        const patched = patch(text, (data) => {
          for (const edit of edits) edit(data)
        })
        expect(dataOf(patched)).toEqual(wanted)
        const lines = patched.split('\n')
        for (const line of text.split('\n').filter((candidate) => candidate.includes('untouched')))
          expect(lines).toContain(line)
      }),
      { numRuns: 500 },
    )
  })
})

const sources = fc
  .record({
    newline: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\n\n', '\n# end\n'),
    indent: fc.constantFrom('', '  '),
    style: fc.constantFrom('block', 'flow'),
    comments: fc.boolean(),
    quote: fc.constantFrom('', "'", '"'),
    count: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ newline, end, indent, style, comments, quote, count }) => {
    const note = comments ? ' # note' : ''
    const lines = Array.from({ length: count }, (_, index) => [
      ...(comments ? ['', `${indent}# about block ${index}`] : []),
      `${indent}- color: null${note}`,
      ...(style === 'flow'
        ? [`${indent}  configuration: {k: [1, 2], z: {}}`]
        : [`${indent}  configuration:`, `${indent}    k:`, `${indent}    ${indent}- 1`, `${indent}    ${indent}- 2`]),
      ...(index === 0
        ? [`${indent}  upstream_blocks: []`]
        : [`${indent}  upstream_blocks:`, `${indent}  ${indent}- ${quote}b${index - 1}${quote}`]),
      `${indent}  uuid: ${quote}b${index}${quote}`,
    ]).flat()
    const head = count === 0 ? ['blocks: []'] : ['blocks:', ...lines]
    return [...head, `name: p${note}`, 'untouched: 1', 'uuid: p'].join(newline) + end.replaceAll('\n', newline)
  })

const text = fc.constantFrom('x', 'yes', 'a: b', 'two\nlines', '', ' lead', '#', 'é')
const changes = fc.oneof(
  text.map((name) => (data: Data) => void Object.assign(data, { name })),
  text.map((key) => (data: Data) => void Object.assign(data, { [key]: { nested: [key, { deep: [] }] } })),
  fc.nat(5).map((at) => (data: Data) => void data.blocks.splice(at, 1)),
  fc.nat(5).map((at) => (data: Data) => {
    data.blocks.splice(at, 0, { uuid: `n${data.blocks.length}`, upstream_blocks: [], configuration: { s: 'a' } })
  }),
  fc.constant((data: Data) => void data.blocks.reverse()),
  fc.tuple(fc.nat(5), text).map(
    ([at, id]) =>
      (data: Data) =>
        void data.blocks[at]?.upstream_blocks.push(id),
  ),
  fc.nat(5).map((at) => (data: Data) => void data.blocks[at]?.upstream_blocks.shift()),
  fc.tuple(fc.nat(5), text).map(([at, key]) => (data: Data) => {
    const entry = data.blocks[at]
    if (entry !== undefined) entry.configuration = { ...entry.configuration, [key]: key }
  }),
  fc.nat(5).map((at) => (data: Data) => {
    const entry = data.blocks[at]
    if (entry !== undefined) entry.configuration = {}
  }),
  fc.nat(5).map((at) => (data: Data) => void delete data.blocks[at]?.color),
  fc.constant((data: Data) => void delete data.name),
)
