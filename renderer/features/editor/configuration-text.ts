import { parseDocument, stringify } from 'yaml'
import { type JsonMap, jsonMapSchema } from '#shared/model/json.ts'

/** A map as YAML; an empty one as no text. */
export const configurationText = (configuration: JsonMap): string =>
  Object.keys(configuration).length === 0 ? '' : stringify(configuration, { lineWidth: 0 })

/** Reads a map from YAML or JSON, which is YAML too. */
export const readConfiguration = (
  text: string,
): { readonly ok: true; readonly value: JsonMap } | { readonly ok: false; readonly message: string } => {
  if (text.trim() === '') return { ok: true, value: {} }
  const document = parseDocument(text, { prettyErrors: true })
  const [error] = document.errors
  if (error !== undefined) {
    const line = error.linePos?.[0].line
    const why = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
    return { ok: false, message: line === undefined ? why : `Line ${line}: ${why}` }
  }
  const parsed = jsonMapSchema.safeParse(document.toJS() ?? {})
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, message: 'Expected names with values, such as `batch_size: 100`.' }
}
