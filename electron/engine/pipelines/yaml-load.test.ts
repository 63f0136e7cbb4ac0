import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emitFlow, emitPair } from './yaml-emit.ts'
import { loadPlainYaml } from './yaml-fast.ts'
import { loadAnyYaml, loadYaml } from './yaml-load.ts'
import { emitText, resolvePlain } from './yaml-scalar.ts'

const word = fc.string({ unit: fc.constantFrom(...'abz019 _-.:#\'"?,[]{}&*!|>%@~\n\té日=<'), maxLength: 12 })
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    word,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(word, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any

const read = (text: string): unknown => {
  const loaded = loadYaml(text)
  if (!loaded.ok) throw new Error(`${loaded.reason}\n${text}`)
  return loaded.value
}

describe('reading', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['~', null],
    ['', null],
    ['017', 15],
    ['0o17', '0o17'],
    ['1_000', 1000],
    ['1:30', 90],
    ['1e5', '1e5'],
    ['1.5e+5', 150_000],
    ['-.5', '-.5'],
    ['.inf', '.inf'],
    ['2024-01-31', '2024-01-31'],
    ['12345678901234567890', '12345678901234567890'],
  ])('takes the unquoted %j as PyYAML does', (text, wanted) => {
    expect(resolvePlain(text)).toBe(wanted)
  })

  it('keeps ids that look like something else apart from what they look like', () => {
    expect(read("a: '123'\nb: 123\nc: !!str 123\n")).toEqual({ a: '123', b: 123, c: '123' })
  })

  it('unfolds aliases and merges, own keys first', () => {
    expect(read('base: &x {a: 1, b: 2}\nown:\n  b: 3\n  <<: *x\nlist: [*x]\n')).toEqual({
      base: { a: 1, b: 2 },
      own: { a: 1, b: 3 },
      list: [{ a: 1, b: 2 }],
    })
  })

  it('gives up on anchors that unfold without end', () => {
    const lines = Array.from({ length: 12 }, (_, n) => `a${n}: &a${n} [${Array(9).fill(n === 0 ? '1' : `*a${n - 1}`)}]`)
    const loaded = loadYaml(lines.join('\n'))
    expect(loaded.ok ? null : loaded.reason).toBe('its anchors unfold to more than a million values')
  })

  it('takes a key named __proto__ for a key', () => {
    const loaded = read('__proto__:\n  a: 1\n') as object
    expect(Object.keys(loaded)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(loaded)).toBe(Object.prototype)
  })

  it('tells the first line of maps and lists, and keys that occur twice', () => {
    const loaded = loadYaml('# c\na:\n- b: 1\n  c: 2\n- b: 1\n  b: 2\n')
    if (!loaded.ok) throw new Error(loaded.reason)
    const { a } = loaded.value as { a: object[] }
    expect([a, ...a].map((item) => loaded.lines.get(item))).toEqual([3, 3, 5])
    expect(loaded.duplicateKeys).toEqual([{ key: 'b', line: 6 }])
  })
})

describe('the fast reader', () => {
  it('reads what Mage writes', () => {
    const text = "blocks:\n- uuid: a\n  upstream_blocks: []\n  configuration:\n    x: 'it''s'\nname: p\n"
    expect(loadPlainYaml(text)?.value).toEqual({
      blocks: [{ uuid: 'a', upstream_blocks: [], configuration: { x: "it's" } }],
      name: 'p',
    })
  })

  it.each([
    'a: 1 # why',
    'a: &x 1',
    'a: |\n  text',
    'a: [1]',
    'a: one\n  two',
    'a:\n\t- b',
    '? a\n: b',
    'a: 1\na: 2',
    '- - a',
    '"a": 1',
    'a: "\\n"',
    'a: b: c',
    '- a\nb: 1',
    'a: 1\r\nb: 2\r\n',
    'a:\u00a0b',
  ])('leaves %j to the whole parser', (text) => {
    expect(loadPlainYaml(text)).toBeNull()
  })

  it('agrees with the whole parser on whatever it reads', () => {
    const line = fc
      .tuple(fc.nat(3), fc.constantFrom('', '- ', '- - ', '# '), fc.constantFrom('a:', 'b: ', 'c d: ', ''), word)
      .map(([depth, dash, key, text]) => `${'  '.repeat(depth)}${dash}${key}${text.replaceAll(/[\n\t]/g, '')}`)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const text = lines.join('\n')
        const fast = loadPlainYaml(text)
        if (fast === null) return
        const whole = loadAnyYaml(text)
        expect(whole.ok ? whole.value : whole.reason, text).toEqual(fast.value)
        if (whole.ok) expect([...fast.lines.values()].sort()).toEqual([...whole.lines.values()].sort())
      }),
      { numRuns: 3000 },
    )
  })
})

describe('writing', () => {
  it.each([
    ['a b', 'a b'],
    ['yes', "'yes'"],
    ['12', "'12'"],
    ["it's: so", "'it''s: so'"],
    ['', "''"],
    ['a\tb', '"a\\tb"'],
    ['2024-01-01', "'2024-01-01'"],
    ['- a', "'- a'"],
    ['é日', 'é日'],
  ])('writes %j as PyYAML would: %s', (text, wanted) => {
    expect(emitText(text)).toBe(wanted)
  })

  it('comes back as it was, in blocks and on one line', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (wanted, listIndent) => {
        const text = `${emitPair('key', wanted, { indent: 0, style: { listIndent } }).join('\n')}\nlast: 1\n`
        expect(read(text), text).toEqual({ key: wanted, last: 1 })
        expect(read(`[${emitFlow(wanted)}]`)).toEqual([wanted])
      }),
      { numRuns: 1000 },
    )
  })
})
