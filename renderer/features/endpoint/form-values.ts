import type { Json, JsonMap } from '#shared/model/json.ts'
import type { ModelSignature, SignatureField } from '#shared/model/registry.ts'

/** What is typed into the fields, by column. */
export type FormValues = Readonly<Record<string, string>>

const numbers = new Set(['double', 'float', 'long', 'integer'])

/** Columns a form can be made of; empty where the model has none with names. */
export const formFields = (signature: ModelSignature | null): readonly SignatureField[] =>
  (signature?.inputs ?? []).filter(({ name, type }) => name !== null && type !== 'tensor')

const textOf = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const isMap = (value: Json | null): value is JsonMap =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** What the fields begin with: the model's input example. */
export const initialValues = (fields: readonly SignatureField[], example: Json | null): FormValues => {
  const row = isMap(example) ? example : {}
  return Object.fromEntries(fields.map(({ name }) => [name ?? '', textOf(row[name ?? ''])]))
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** A typed text as the column's type; what does not fit is sent as it is, so that the endpoint says what it expects. */
const cellOf = ({ type }: SignatureField, text: string): Json => {
  if (numbers.has(type)) return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
  if (type === 'string' || type === 'datetime' || type === 'binary') return text
  return parsed(text)
}

/** The row the fields stand for. An empty field is left out where the column is optional, else missing (null). */
export const rowOf = (fields: readonly SignatureField[], values: FormValues): JsonMap =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const name = field.name ?? ''
      const text = values[name] ?? ''
      if (text === '') return field.required ? [[name, null]] : []
      return [[name, cellOf(field, text)]]
    }),
  )
