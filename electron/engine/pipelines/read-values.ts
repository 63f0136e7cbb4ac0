import type { JsonMap } from '#shared/model/json.ts'

export type RawMap = Record<string, unknown>

export const isRawMap = (value: unknown): value is RawMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a value is, for a message: `a list`, `the number 5`, `the text "x"`. */
export const wordsFor = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return `the text "${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`
  return typeof value === 'number' ? `the number ${value}` : `the value ${String(value)}`
}

/** An id as text, also where the file forgot the quotes around a number; null where it is no single value. */
export const idOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** Numbers, also written as text as Mage's editor saves them; null for everything else. */
export const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

export const textOf = (value: unknown): string | null => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

/** Data from YAML is JSON already: maps, lists, text, numbers, booleans, null. */
export const jsonMapOf = (value: RawMap): JsonMap => value as JsonMap
