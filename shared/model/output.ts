import { z } from 'zod'

export const outputKinds = [
  'table',
  'number',
  'text',
  'json',
  'image',
  'html',
  'array',
  'model',
  'object',
  'none',
] as const
export const outputKindSchema = z.enum(outputKinds)
export type OutputKind = z.infer<typeof outputKindSchema>

/** A value a block returned, stored in its block run directory. Paths are relative to it. */
export const outputSchema = z.object({
  name: z.string(),
  kind: outputKindSchema,
  pythonType: z.string(),
  format: z.string(),
  path: z.string(),
  preview: z.string(),
  shape: z.array(z.number()).nullable(),
  bytes: z.number(),
  /** As the block on the canvas shows it: `7,043 × 34`. */
  summary: z.string(),
  /** Of what is stored; absent for what an older runner stored. */
  sha256: z.string().nullish(),
})
export type Output = z.infer<typeof outputSchema>

export const artifactSchema = z.object({
  name: z.string(),
  path: z.string(),
  /** What a newer or older runner calls otherwise is a file: a name must not cost a block its result. */
  kind: z.enum(['image', 'html', 'table', 'file']).catch('file'),
  title: z.string().nullable(),
  bytes: z.number(),
})
export type Artifact = z.infer<typeof artifactSchema>

export const metricSchema = z.object({
  name: z.string(),
  value: z.number(),
  step: z.number().nullable(),
  time: z.number(),
})
export type Metric = z.infer<typeof metricSchema>

export const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Cell = z.infer<typeof cellSchema>

export const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  nulls: z.number().nullish(),
  distinct: z.number().nullish(),
  min: cellSchema.nullish(),
  max: cellSchema.nullish(),
  mean: z.number().nullish(),
})
export type Column = z.infer<typeof columnSchema>

/** What the runner wrote to look at (`resources/python/README.md`). `file` is relative to the block run directory. */
export const previewSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('table'),
    columns: z.array(columnSchema),
    rows: z.array(z.array(cellSchema)),
    totalRows: z.number().int(),
    index: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal('number'), value: z.number().nullable(), text: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string(), truncated: z.boolean() }),
  z.object({ kind: z.literal('json'), text: z.string(), truncated: z.boolean() }),
  z.object({
    kind: z.literal('image'),
    file: z.string(),
    mime: z.string(),
    width: z.number().nullish(),
    height: z.number().nullish(),
  }),
  z.object({ kind: z.literal('html'), file: z.string() }),
  z.object({ kind: z.literal('array'), shape: z.array(z.number()), type: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('model'),
    className: z.string(),
    text: z.string(),
    attributes: z.array(z.tuple([z.string(), z.string()])),
  }),
  z.object({
    kind: z.literal('object'),
    className: z.string(),
    text: z.string(),
    attributes: z.array(z.tuple([z.string(), z.string()])),
  }),
  z.object({ kind: z.literal('none') }),
])
export type Preview = z.infer<typeof previewSchema>

/** Some rows of a table, read from the stored output. */
export const tablePageSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(cellSchema)),
  totalRows: z.number().int(),
  offset: z.number().int(),
})
export type TablePage = z.infer<typeof tablePageSchema>
