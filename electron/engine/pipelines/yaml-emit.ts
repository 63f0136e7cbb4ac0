import { isRawMap } from './read-values.ts'
import { emitScalar } from './yaml-scalar.ts'

/** How a file writes lists under a key: PyYAML and Mage do not indent them, people often do. */
export type EmitStyle = { readonly listIndent: number }

type Scalar = string | number | boolean | null

const scalarOf = (value: unknown): Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isRawMap(value) && Object.keys(value).length === 0

/** Text over several lines that a literal block can carry unchanged. */
const fitsLiteral = (text: string): boolean =>
  text.includes('\n') &&
  !text.endsWith('\n\n') &&
  !/^[\s#]|[ \t]$|[ \t]\n|^---|^\.\.\./m.test(text) &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a literal block cannot escape them
  !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u.test(text)

const literalLines = (text: string, indent: number): string[] => {
  const pad = ' '.repeat(indent)
  const lines = text.replace(/\n$/, '').split('\n')
  return lines.map((line) => (line === '' ? '' : pad + line))
}

/** A pair as lines in PyYAML's block style, keys of maps sorted. */
export const emitPair = (key: string, value: unknown, at: { indent: number; style: EmitStyle }): string[] => {
  const head = `${' '.repeat(at.indent)}${emitScalar(key)}:`
  const [first, ...rest] = emitAfter(value, at)
  return [first === undefined || first === '' ? head : `${head} ${first}`, ...rest]
}

/** What follows `key:`: the text on its line, possibly empty, then whole lines. `indent` is the key's column. */
export const emitAfter = (value: unknown, at: { indent: number; style: EmitStyle }): string[] => {
  if (typeof value === 'string' && fitsLiteral(value))
    return [value.endsWith('\n') ? '|' : '|-', ...literalLines(value, at.indent + 2)]
  if (isEmpty(value)) return [Array.isArray(value) ? '[]' : '{}']
  if (Array.isArray(value)) {
    const indent = at.indent + at.style.listIndent
    return ['', ...value.flatMap((item) => emitItem(item, { ...at, indent }))]
  }
  if (isRawMap(value)) return ['', ...emitMap(value, { ...at, indent: at.indent + 2 })]
  return [emitScalar(scalarOf(value))]
}

const emitMap = (map: Record<string, unknown>, at: { indent: number; style: EmitStyle }): string[] =>
  Object.keys(map)
    .sort()
    .flatMap((key) => emitPair(key, map[key], at))

/** A list item as lines, its dash at `indent`. */
export const emitItem = (value: unknown, at: { indent: number; style: EmitStyle }): string[] => {
  const dash = `${' '.repeat(at.indent)}- `
  const inner = { ...at, indent: at.indent + 2 }
  const [first = '', ...rest] =
    isEmpty(value) || !(isRawMap(value) || Array.isArray(value))
      ? emitAfter(value, at)
      : isRawMap(value)
        ? emitMap(value, inner)
        : value.flatMap((item) => emitItem(item, inner))
  return [dash + first.trimStart(), ...rest]
}

/** Any value on one line, for places inside `[…]` and `{…}`. */
export const emitFlow = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(emitFlow).join(', ')}]`
  if (!isRawMap(value)) return emitScalar(scalarOf(value), true)
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${emitScalar(key, true)}: ${emitFlow(value[key])}`)
    .join(', ')}}`
}
