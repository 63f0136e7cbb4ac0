import { resolvePlain } from './yaml-scalar.ts'

/**
 * Reads the plain block style that Mage writes, thirty times faster than a whole YAML parser: opening a project with hundreds of
 * pipelines must not take seconds. It takes only what it is certain of. Anything else (comments behind values, anchors, values over
 * several lines, flow collections with content, tabs, documents) gives null, and the whole parser reads the file.
 */
export const loadPlainYaml = (text: string): { value: unknown; lines: Map<object, number> } | null => {
  if (unusual.test(text)) return null
  const reader: Reader = { lines: splitLines(text), at: 0, where: new Map() }
  try {
    const first = reader.lines[0]
    if (first === undefined || first.indent !== 0) return null
    const value = readBlock(reader, 0)
    return reader.at === reader.lines.length ? { value, lines: reader.where } : null
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
}

/** Control characters, tabs and carriage returns among them, and the spaces that are none in YAML. */
const unusual =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: any control character but the line feed needs the whole parser
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/

class NotPlain extends Error {}
type Line = { indent: number; content: string; number: number }
type Reader = { readonly lines: Line[]; at: number; readonly where: Map<object, number> }

const splitLines = (text: string): Line[] => {
  const lines: Line[] = []
  let number = 0
  for (const raw of text.split('\n')) {
    number += 1
    const content = raw.trim()
    if (content === '' || content.startsWith('#')) continue
    lines.push({ indent: raw.length - raw.trimStart().length, content, number })
  }
  return lines
}

const readBlock = (reader: Reader, indent: number): unknown => {
  const line = reader.lines[reader.at]
  if (line === undefined) throw new NotPlain()
  return isItem(line.content) ? readList(reader, indent) : readMap(reader, indent)
}

const plainKey = /^([\p{L}\p{N}_][\p{L}\p{N}_./-]*(?: [\p{L}\p{N}_./-]+)*):(?: +(.*))?$/u

const readMap = (reader: Reader, indent: number): Record<string, unknown> => {
  const map: Record<string, unknown> = {}
  const first = reader.lines[reader.at]
  if (first !== undefined) reader.where.set(map, first.number)
  for (let line = first; line?.indent === indent; line = reader.lines[reader.at]) {
    const match = plainKey.exec(line.content)
    if (match === null) break
    const key = String(resolvePlain(match[1] ?? ''))
    if (Object.hasOwn(map, key) || key === '__proto__') throw new NotPlain()
    reader.at += 1
    map[key] = match[2] === undefined ? readNested(reader, indent) : readInline(reader, match[2], indent)
  }
  const next = reader.lines[reader.at]
  if (next !== undefined && next.indent > indent) throw new NotPlain()
  return map
}

/** What stands under `key:`: a deeper block, a list at the same depth as PyYAML writes it, or nothing. */
const readNested = (reader: Reader, indent: number): unknown => {
  const next = reader.lines[reader.at]
  if (next === undefined || next.indent < indent) return null
  if (next.indent > indent) return readBlock(reader, next.indent)
  return isItem(next.content) ? readList(reader, indent) : null
}

const isItem = (content: string): boolean => content === '-' || content.startsWith('- ')

const readList = (reader: Reader, indent: number): unknown[] => {
  const list: unknown[] = []
  const first = reader.lines[reader.at]
  if (first !== undefined) reader.where.set(list, first.number)
  for (let line = first; line?.indent === indent && isItem(line.content); line = reader.lines[reader.at]) {
    const rest = line.content.slice(1).trimStart()
    const inner = indent + line.content.length - rest.length
    if (rest === '') {
      throw new NotPlain()
    } else if (plainKey.test(rest)) {
      reader.lines[reader.at] = { indent: inner, content: rest, number: line.number }
      list.push(readMap(reader, inner))
    } else {
      reader.at += 1
      list.push(readInline(reader, rest, indent))
    }
  }
  if (list.length === 0) throw new NotPlain()
  const next = reader.lines[reader.at]
  if (next !== undefined && next.indent > indent) throw new NotPlain()
  return list
}

const readInline = (reader: Reader, text: string, indent: number): unknown => {
  const next = reader.lines[reader.at]
  // A deeper line continues the value; only the whole parser knows how.
  if (next !== undefined && next.indent > indent) throw new NotPlain()
  if (text === '{}') return {}
  if (text === '[]') return []
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'")
  if (/^"[^"\\]*"$/.test(text)) return text.slice(1, -1)
  if (!/^(?:[\p{L}\p{N}_./+~]|-[\p{L}\p{N}_.])/u.test(text)) throw new NotPlain()
  if (text.includes(': ') || text.includes(' #') || text.endsWith(':')) throw new NotPlain()
  return resolvePlain(text)
}
