import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { artifactSchema, metricSchema, outputSchema } from '#shared/model/output.ts'
import { blockErrorSchema, testResultSchema } from '#shared/model/run.ts'
import { resultFileName } from './block-run-directory.ts'
import type { BlockYield } from './fan-out.ts'

/** NaN and infinity come as null: JSON has no word for them. Such a metric has no place on a chart. */
const runnerMetricSchema = metricSchema.extend({ value: z.number().nullable() })

/** Of very many small outputs only the first have a preview; an empty path says that there is none. */
const runnerOutputSchema = outputSchema.extend({
  preview: z
    .string()
    .nullable()
    .transform((path) => path ?? ''),
})

/** What a dynamic block gives: how many items, or why it gives none that can be counted. */
const blockItemsSchema = z.object({ count: z.number().int().nullable(), problem: z.string().nullable() })
export type BlockItems = z.infer<typeof blockItemsSchema>

export const blockResultSchema = z.object({
  format: z.literal(1),
  state: z.enum(['completed', 'failed', 'condition-failed']),
  reason: z.string().nullable(),
  error: blockErrorSchema.nullable(),
  outputs: z.array(runnerOutputSchema),
  tests: z.array(testResultSchema),
  metrics: z.array(runnerMetricSchema),
  artifacts: z.array(artifactSchema),
  peakMemoryBytes: z.number().nullish(),
  /** Of blocks that are a global data product: what the blocks below are given. */
  globalDataProduct: z.array(z.object({ blockUuid: z.string(), directories: z.array(z.string()) })).optional(),
  /** Of dynamic blocks only. */
  children: blockItemsSchema.optional(),
})
export type BlockResult = z.infer<typeof blockResultSchema>

/** What the runner left behind: null where it left nothing (the process died), words where it cannot be read. */
export const readBlockResult = async (
  directory: string,
): Promise<{ readonly result: BlockResult | null; readonly problem: string | null }> => {
  let text: string
  try {
    // A small file that was just written: reading it costs less than asking another thread to.
    text = readFileSync(join(directory, resultFileName), 'utf8')
  } catch {
    return { result: null, problem: null }
  }
  // A power cut can leave the name of a file whose content was not on disk yet.
  if (text === '') return { result: null, problem: null }
  try {
    const parsed = blockResultSchema.safeParse(JSON.parse(text))
    if (parsed.success) return { result: parsed.data, problem: null }
    return { result: null, problem: z.prettifyError(parsed.error) }
  } catch (error) {
    return { result: null, problem: String(error) }
  }
}

/** What a block left for the blocks below it, by its result. */
export const yieldOf = (directory: string, result: BlockResult | null): BlockYield => {
  const product = result?.globalDataProduct
  const form = product === undefined ? null : { globalDataProduct: product }
  return { directory, items: result?.children ?? null, form }
}
