import type { Json, JsonMap } from '#shared/model/json.ts'

/** How a variable is shown and edited. Lists and maps are edited as JSON. */
export type VariableType = 'text' | 'number' | 'boolean' | 'json' | 'none'

export const typeOf = (value: Json): VariableType => {
  if (value === null) return 'none'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return 'json'
}

/** The value as the field shows it. */
export const shownValue = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

type Parsed = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string }

const parseJson = (text: string): Parsed => {
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch {
    return { ok: false, problem: 'JSON was expected, such as ["tenure", "monthly"] or {"depth": 3}.' }
  }
}

/** What was typed, as a value of the type. */
export const parseValue = (type: VariableType, text: string): Parsed => {
  switch (type) {
    case 'text':
      return { ok: true, value: text }
    case 'number': {
      const value = Number(text)
      return text.trim() !== '' && Number.isFinite(value)
        ? { ok: true, value }
        : { ok: false, problem: 'A number was expected, such as 50 or 0.08.' }
    }
    case 'boolean':
      return { ok: true, value: text === 'true' }
    case 'none':
      return { ok: true, value: null }
    case 'json':
      return parseJson(text)
  }
}

/** The value nearest to a value in another type: `50` becomes `"50"`, `"50"` becomes 50. */
export const convertValue = (value: Json, type: VariableType): Json => {
  if (type === typeOf(value)) return value
  const text = value === null ? '' : shownValue(value)
  switch (type) {
    case 'text':
      return text
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : 0
    case 'boolean':
      return text === 'true' || text === '1'
    case 'none':
      return null
    case 'json': {
      const parsed = parseJson(text)
      return parsed.ok && typeof parsed.value === 'object' && parsed.value !== null ? parsed.value : [value]
    }
  }
}

/**
 * Whether a name can be a variable: it becomes a keyword argument of the blocks.
 * @returns what is wrong, or null
 */
export const variableNameProblem = (name: string, known: JsonMap): string | null => {
  if (name === '') return 'Give the variable a name.'
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return 'Letters, digits and _ only, not starting with a digit.'
  return Object.hasOwn(known, name) ? `There is a variable ${name} already.` : null
}
