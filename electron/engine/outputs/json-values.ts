import type { Json } from '#shared/model/json.ts'
import type { Preview, TablePage } from '#shared/model/output.ts'

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** A value that is no table, as JSON; what is no JSON (a model, an image) as the words the window shows. */
export const plainValue = (preview: Exclude<Preview, { kind: 'table' }>): Json => {
  switch (preview.kind) {
    case 'number':
      return preview.value
    case 'json':
      return preview.truncated ? preview.text : parsed(preview.text)
    case 'text':
    case 'array':
    case 'model':
    case 'object':
      return preview.text
    case 'image':
    case 'html':
      return preview.file
    case 'none':
      return null
  }
}

/** Rows of a table as records by column. */
export const recordsOf = ({ columns, rows }: Pick<TablePage, 'columns' | 'rows'>): Json[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])))
