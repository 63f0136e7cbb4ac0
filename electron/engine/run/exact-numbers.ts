import type { Block } from '#shared/model/block.ts'
import type { Json, JsonMap } from '#shared/model/json.ts'

/** A number of a pipeline file that a JSON number cannot say, and where it stands. */
export type ExactNumber = {
  readonly path: readonly (string | number)[]
  /** As Python's `json` reads it: `1.0`, `18446744073709551616`, `Infinity`. */
  readonly text: string
}

/** Those of a pipeline file. */
export type ExactNumbers = {
  readonly variables: readonly ExactNumber[]
  /** Of the configurations of blocks and what is attached to them, by their id. */
  readonly configurations: Readonly<Record<string, readonly ExactNumber[]>>
}

export const noExactNumbers: ExactNumbers = { variables: [], configurations: {} }

/** No text of a YAML file holds this character, so nothing a person wrote is taken for a number. */
const mark = '\u0000exact '
const marked = /"\\u0000exact ([^"\\]+)"/g

const isSame = (value: Json | undefined, text: string): boolean => {
  const number = Number(text)
  if (typeof value === 'number') return value === number
  // What no JSON number can carry was read as text.
  return typeof value === 'string' && (!Number.isFinite(number) || !Number.isSafeInteger(number))
}

const replaced = (value: Json | undefined, { path, text }: ExactNumber): Json | undefined => {
  const [step, ...rest] = path
  if (step === undefined) return isSame(value, text) ? `${mark}${text}` : value
  if (Array.isArray(value) && typeof step === 'number' && step < value.length)
    return value.with(step, replaced(value[step], { path: rest, text }) ?? null)
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isMap || typeof step !== 'string' || !Object.hasOwn(value, step)) return value
  return { ...value, [step]: replaced(value[step], { path: rest, text }) ?? null }
}

/** A copy that `writeExactly` writes with these numbers as they are in the file; a value that is another by now stays as it is. */
export const withExactNumbers = (values: JsonMap, numbers: readonly ExactNumber[] | undefined): JsonMap =>
  (numbers ?? []).reduce<JsonMap>((map, number) => replaced(map, number) as JsonMap, values)

/** A block whose configuration has its numbers as they are in the file. */
export const withExactConfiguration = (block: Block, { configurations }: ExactNumbers): Block => {
  const numbers = Object.hasOwn(configurations, block.uuid) ? configurations[block.uuid] : undefined
  return numbers === undefined ? block : { ...block, configuration: withExactNumbers(block.configuration, numbers) }
}

/** JSON text in which marked numbers are numbers again. */
export const writeExactly = (json: string): string =>
  json.includes('"\\u0000exact ') ? json.replaceAll(marked, '$1') : json

/** Without those of variables that a run was given otherwise. */
export const withoutGiven = (numbers: ExactNumbers, given: JsonMap): ExactNumbers => ({
  ...numbers,
  variables: numbers.variables.filter(({ path }) => !Object.hasOwn(given, String(path[0]))),
})
