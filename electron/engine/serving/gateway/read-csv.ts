import type { Json } from '#shared/model/json.ts'
import type { InputSchema } from './check-rows.ts'
import { wholeProblem } from './input-problem.ts'
import { type ReadTable, tableOfLists } from './read-rows.ts'

/** A field in quotes (doubled ones within it are one), or up to the next comma or end of line; RFC 4180. */
const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/y

/** Lines of a CSV text as lists of texts; null where a quote is left open. */
const parseCsv = (text: string): string[][] | null => {
  const lines: string[][] = []
  let line: string[] = []
  field.lastIndex = 0
  while (field.lastIndex < text.length) {
    const found = field.exec(text)
    if (found === null) return null
    const [, quoted, bare = '', end] = found
    line.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end === ',' && field.lastIndex === text.length) line.push('')
    if (end === ',') continue
    lines.push(line)
    line = []
  }
  if (line.length > 0) lines.push(line)
  return lines.filter((cells) => cells.length > 1 || cells[0] !== '')
}

const numberOrText = (text: string): Json => {
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : text
}

const readers: Readonly<Record<string, (text: string) => Json>> = {
  double: numberOrText,
  float: numberOrText,
  long: numberOrText,
  integer: numberOrText,
  boolean: (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text),
}

/** By the signature; without one a column is of numbers where all its cells are. */
const cellsOf = (texts: readonly string[], type: string | null): Json[] => {
  if (type !== null) {
    const read = readers[type] ?? ((text: string): Json => text)
    return texts.map((text) => (text === '' ? null : read(text)))
  }
  const isNumeric = texts.every((text) => text === '' || typeof numberOrText(text) === 'number')
  return texts.map((text) => (text === '' ? null : isNumeric ? numberOrText(text) : text))
}

/** Reads a table with a line of names, as MLflow's `text/csv`. */
export const readCsv = (text: string, schema: InputSchema): ReadTable => {
  const lines = parseCsv(text)
  const [names, ...rows] = lines ?? []
  if (names === undefined) {
    return {
      ok: false,
      problem: wholeProblem('CSV with a line of column names', lines === null ? 'an open quote' : 'nothing'),
    }
  }
  const table = tableOfLists(names, rows)
  if (!table.ok) return table
  const data = table.table.data.map((column, index) => {
    const known = schema.fields.find(({ name }) => name === names[index])
    return cellsOf(column as string[], known?.type ?? null)
  })
  return { ok: true, table: { ...table.table, data } }
}
