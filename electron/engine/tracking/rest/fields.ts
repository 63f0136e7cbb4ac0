import { z } from 'zod'
import { Refused } from '#engine/tracking/refused.ts'

/** Fields of MLflow's requests (mlflow/protos/service.proto) as JSON brings them: numbers may be text, enumerations numbers. */
export const text = z.string()
export const required = z.string().min(1)
export const whole = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,19}$/)
    .transform(Number),
])

const spoken: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}
const isNumberText = (value: string): boolean =>
  Object.hasOwn(spoken, value) || (value.trim() !== '' && Number.isFinite(Number(value)))
/** Python writes NaN and Infinity as words. */
export const double = z.union([
  z.number(),
  z
    .string()
    .refine(isNumberText)
    .transform((value) => spoken[value] ?? Number(value)),
])
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
/** A query brings a list of one as the one. */
export const texts = z.union([z.array(z.string()), z.string().transform((one) => [one])])

/** An enumeration by its name or its number. */
export const oneOfNames = <const Names extends readonly [string, ...string[]]>(names: Names, first = 1) =>
  z.union([
    z.enum(names),
    whole.refine((value) => names[value - first] !== undefined).transform((value) => names[value - first] ?? names[0]),
  ]) as z.ZodType<Names[number]>

export const view = oneOfNames(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'])
export const keyValue = z.object({ key: required, value: text.default('') })

const hint = ' See the API docs for more information about request parameters.'

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === ''

/** MLflow's words for the first field that is wrong. */
const complaint = (input: Readonly<Record<string, unknown>>, error: z.ZodError): string => {
  const name = String(error.issues[0]?.path[0] ?? 'body')
  const value = input[name]
  if (isMissing(value)) return `Missing value for required parameter '${name}'.${hint}`
  const said = `Invalid value ${JSON.stringify(value)} for parameter '${name}' supplied`
  const [, ...inside] = error.issues[0]?.path ?? []
  if (inside.length === 0) return `${said}.${hint}`
  const place = inside.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return `${said}: Missing value for required parameter '${name}${place}'.${hint}`
}

/** What came, as the route wants it. Null counts as left out, as in MLflow. */
export const readFields = <Schema extends z.ZodType>(
  schema: Schema,
  input: Readonly<Record<string, unknown>>,
): z.infer<Schema> => {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Refused('invalid-input', complaint(input, parsed.error))
}
