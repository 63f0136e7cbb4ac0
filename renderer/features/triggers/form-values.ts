import type { JsonMap } from '#shared/model/json.ts'
import { formatDate, formatTime } from '../../ui/format.ts'

/** A time as an input of type `datetime-local` has it: local, to the minute. */
export const localInput = (at: number | null): string =>
  at === null ? '' : `${formatDate(at)}T${formatTime(at).slice(0, 5)}`

/** The time such an input holds; null where it is empty. */
export const localTime = (text: string): number | null => {
  const at = new Date(text).getTime()
  return text === '' || Number.isNaN(at) ? null : at
}

export const variablesText = (variables: JsonMap): string =>
  Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2)

/** Variables from what was typed; null where it is no JSON object. */
export const variablesOf = (text: string): JsonMap | null => {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : null
  } catch {
    return null
  }
}
