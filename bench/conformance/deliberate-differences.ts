import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const entrySchema = z.object({
  project: z.string(),
  /** Absent: every pipeline of the project. */
  pipeline: z.string().optional(),
  /** Absent: every block of the pipeline. */
  block: z.string().optional(),
  reason: z.string().min(10),
})
export type DeliberateDifference = z.infer<typeof entrySchema>

/** The table of differences we want, each with the reason a user would agree with. */
export const readDeliberateDifferences = async (): Promise<DeliberateDifference[]> => {
  const text = await readFile(join(import.meta.dirname, 'deliberate-differences.yaml'), 'utf8')
  return z.array(entrySchema).parse(parse(text) ?? [])
}

export type Place = { readonly project: string; readonly pipeline: string; readonly block: string }

/** Why a block is meant to differ; null where it is not. */
export const deliberateReason = (table: readonly DeliberateDifference[], place: Place): string | null =>
  table.find(
    ({ project, pipeline, block }) =>
      project === place.project &&
      (pipeline === undefined || pipeline === place.pipeline) &&
      (block === undefined || block === place.block),
  )?.reason ?? null
