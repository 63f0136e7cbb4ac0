import { type Json, type JsonMap, jsonSchema } from '#shared/model/json.ts'

export const fieldKinds = ['text', 'number', 'switch', 'date', 'json'] as const
export type FieldKind = (typeof fieldKinds)[number]

/** One variable as the form holds it. */
export type VariableField = {
  /** Stays while the name is typed. */
  readonly id: string
  readonly name: string
  readonly kind: FieldKind
  /** What is in the field; `true` or `false` for a switch. */
  readonly text: string
  /** The pipeline's own value; undefined for a variable that only this run has. */
  readonly fallback: Json | undefined
}

const dateLike = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/** How a value is edited. */
export const kindOf = (value: Json): FieldKind => {
  if (typeof value === 'string') return dateLike.test(value) ? 'date' : 'text'
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'switch' : 'json'
}

/** A value as its field shows it. */
export const textOf = (value: Json): string => {
  if (typeof value === 'string') return value
  const short = JSON.stringify(value)
  return short.length < 60 ? short : JSON.stringify(value, null, 2)
}

const field = (name: string, value: Json, fallback: Json | undefined): VariableField => ({
  id: name,
  name,
  kind: kindOf(value),
  text: textOf(value),
  fallback,
})

/** The form: every variable of the pipeline, then those that were only given to the run before. */
export const fieldsOf = (defaults: JsonMap, remembered: JsonMap): VariableField[] => [
  ...Object.entries(defaults).map(([name, value]) => field(name, remembered[name] ?? value, value)),
  ...Object.entries(remembered)
    .filter(([name]) => !(name in defaults))
    .map(([name, value]) => field(name, value, undefined)),
]

type Read = { readonly value: Json } | { readonly wrong: string }

const readJson = (text: string): Read => {
  try {
    return { value: jsonSchema.parse(JSON.parse(text)) }
  } catch (error) {
    return { wrong: `Expected JSON, such as ["a", "b"]: ${error instanceof Error ? error.message : String(error)}` }
  }
}

const isDate = (text: string): boolean => {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  const date = new Date(Date.UTC(year, month - 1, day))
  return dateLike.test(text) && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** The value of a field, or what is wrong with it. */
export const readField = ({ kind, text }: Pick<VariableField, 'kind' | 'text'>): Read => {
  switch (kind) {
    case 'text':
      return { value: text }
    case 'switch':
      return { value: text === 'true' }
    case 'number': {
      const number = Number(text)
      return text.trim() === '' || !Number.isFinite(number) ? { wrong: 'Expected a number.' } : { value: number }
    }
    case 'date':
      return isDate(text.trim()) ? { value: text.trim() } : { wrong: 'Expected a date, such as 2026-11-14.' }
    case 'json':
      return readJson(text)
  }
}

/** What is wrong with the name of an added variable; null where nothing is. */
export const wrongName = (fields: readonly VariableField[], { id, name }: VariableField): string | null => {
  if (name.trim() === '') return 'A name is missing.'
  return fields.some((other) => other.id !== id && other.name === name.trim()) ? 'This name is taken.' : null
}

const same = (a: Json, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * What the run is given: only values that differ from the pipeline's own.
 * @returns null where something is wrong
 */
export const variablesOf = (fields: readonly VariableField[]): JsonMap | null => {
  const variables: JsonMap = {}
  for (const entry of fields) {
    const read = readField(entry)
    if ('wrong' in read || wrongName(fields, entry) !== null) return null
    if (entry.fallback === undefined || !same(read.value, entry.fallback)) variables[entry.name.trim()] = read.value
  }
  return variables
}
