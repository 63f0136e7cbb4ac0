import type { JsonMap } from '#shared/model/json.ts'

/** Variables as a person edits them in one field; empty where there are none. */
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
