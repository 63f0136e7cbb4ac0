import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parseRecord } from '#engine/run/ndjson.ts'
import { type Output, type Preview, previewSchema, type TablePage } from '#shared/model/output.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { fileWithin } from './file-within.ts'
import type { PageQuery } from './parquet-page.ts'

export type StoredPreview = {
  readonly preview: Preview
  /** Whether a previewed table has all its columns in it. */
  readonly hasAllColumns: boolean
}

/** What the runner wrote to look at. */
export const readStoredPreview = async (directory: string, output: Output): Promise<Result<StoredPreview>> => {
  if (output.preview === '')
    return fail(
      'not-found',
      `${output.name} has no preview: the block returned so many outputs that only the first have one.`,
    )
  const file = await fileWithin(directory, output.preview)
  if (!file.ok) return file
  const record = parseRecord(await readFile(file.value, 'utf8'))
  const parsed = previewSchema.safeParse(record)
  if (!parsed.success)
    return fail('unreadable-file', `The preview of ${output.name} cannot be read: ${z.prettifyError(parsed.error)}`)
  const shown = parsed.data
  const columns = shown.kind === 'table' ? shown.columns.length : 0
  return ok({ preview: shown, hasAllColumns: record?.totalColumns === columns })
}

/** The first rows of a table need nobody to read it: they are in its preview. Null where the preview has not all that is asked for. */
export const pageOfPreview = ({ preview, hasAllColumns }: StoredPreview, query: PageQuery): TablePage | null => {
  if (preview.kind !== 'table' || !hasAllColumns || query.sort !== null) return null
  const { rows, totalRows } = preview
  const end = Math.min(query.offset + query.limit, totalRows)
  if (end > rows.length) return null
  const columns = preview.columns.map(({ name, type }) => ({ name, type }))
  return { columns, rows: rows.slice(query.offset, end), totalRows, offset: query.offset }
}
