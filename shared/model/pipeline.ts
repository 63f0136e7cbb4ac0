import { z } from 'zod'
import { blockLanguageSchema, blockSchema, blockTypeSchema } from './block.ts'
import { blockUuidSchema, etagSchema, pipelineUuidSchema } from './ids.ts'
import { jsonMapSchema } from './json.ts'

export const pipelineTypes = [
  'python',
  'streaming',
  'integration',
  'pyspark',
  'databricks',
  'execution_framework',
] as const
export const pipelineTypeSchema = z.enum(pipelineTypes)
export type PipelineType = z.infer<typeof pipelineTypeSchema>

/** A place on the canvas, in canvas pixels, top left of the block. */
export const positionSchema = z.object({ x: z.number().finite(), y: z.number().finite() })
export type Position = z.infer<typeof positionSchema>

/** A DAG of blocks: `pipelines/<uuid>/metadata.yaml` with its `layout.json`. */
export const pipelineSchema = z.object({
  uuid: pipelineUuidSchema,
  name: z.string(),
  type: pipelineTypeSchema,
  description: z.string().nullable(),
  tags: z.array(z.string()),
  /** Defaults of variables, as in the file. */
  variables: jsonMapSchema,
  /** Blocks, callbacks, conditionals and widgets, in file order. */
  blocks: z.array(blockSchema),
  /** Blocks of the file whose type or language nobody knows; absent where there are none. */
  leftOut: z.array(z.string()).optional(),
  /** What checks outputs of its upstream blocks by Great Expectations; absent where there is nothing of it. */
  extensions: z.array(blockSchema).optional(),
  /** Only what `layout.json` says; the rest is laid out automatically. */
  positions: z.record(z.string(), positionSchema),
  etag: etagSchema,
  /** Edits that can be taken back or made again, said as the menu shows them. */
  undoLabel: z.string().nullable(),
  redoLabel: z.string().nullable(),
})
export type Pipeline = z.infer<typeof pipelineSchema>

/** A place in the pipeline's file: before or behind another block. */
const nextToSchema = z.object({ block: blockUuidSchema, side: z.enum(['before', 'behind']) })
export type NextTo = z.infer<typeof nextToSchema>

/** One change a person makes to a pipeline's graph. All edits of one request are applied together or not at all. */
export const pipelineEditSchema = z.discriminatedUnion('kind', [
  /** A new block with a new file from a template (or empty starter). */
  z.object({
    kind: z.literal('add-block'),
    name: z.string().min(1).max(200),
    type: blockTypeSchema,
    language: blockLanguageSchema,
    templateId: z.string().nullable(),
    upstream: z.array(blockUuidSchema),
    downstream: z.array(blockUuidSchema),
    position: positionSchema.nullable(),
    /** Where it stands in the file; at the end where absent, or where that block is in another list. */
    nextTo: nextToSchema.optional(),
  }),
  /** An existing file of the project; the file is shared, the links are this pipeline's. */
  z.object({
    kind: z.literal('add-existing-block'),
    file: z.string(),
    upstream: z.array(blockUuidSchema),
    downstream: z.array(blockUuidSchema),
    position: positionSchema.nullable(),
    nextTo: nextToSchema.optional(),
  }),
  z.object({ kind: z.literal('connect'), from: blockUuidSchema, to: blockUuidSchema }),
  z.object({ kind: z.literal('disconnect'), from: blockUuidSchema, to: blockUuidSchema }),
  /** `upstream` is the whole new list in argument order. */
  z.object({ kind: z.literal('set-upstream'), block: blockUuidSchema, upstream: z.array(blockUuidSchema) }),
  /** Takes the block out of this pipeline; its file stays. `bridge` links its upstream with its downstream. */
  z.object({ kind: z.literal('remove-block'), block: blockUuidSchema, bridge: z.boolean() }),
  /** A copy with a file of its own. */
  z.object({ kind: z.literal('duplicate-block'), block: blockUuidSchema, position: positionSchema.nullable() }),
  /** Blocks copied from a pipeline of this project; files are shared when the pipeline has no such block yet, copied otherwise. */
  z.object({
    kind: z.literal('paste-blocks'),
    fromPipeline: pipelineUuidSchema,
    blocks: z.array(blockUuidSchema).min(1),
    offset: positionSchema,
  }),
  /** Moves the file and every reference, in all pipelines that use it. */
  z.object({ kind: z.literal('rename-block'), block: blockUuidSchema, name: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('set-configuration'), block: blockUuidSchema, configuration: jsonMapSchema }),
  z.object({
    kind: z.literal('set-block-settings'),
    block: blockUuidSchema,
    timeoutSeconds: z.number().positive().nullable().optional(),
    color: z.string().nullable().optional(),
    retry: z
      .object({
        retries: z.number().int().min(0),
        delay: z.number().min(0),
        maxDelay: z.number().min(0),
        exponentialBackoff: z.boolean(),
      })
      .nullable()
      .optional(),
  }),
  z.object({ kind: z.literal('move-blocks'), positions: z.record(z.string(), positionSchema) }),
  z.object({
    kind: z.literal('set-properties'),
    name: z.string().min(1).max(200).optional(),
    description: z.string().nullable().optional(),
    tags: z.array(z.string()).optional(),
    variables: jsonMapSchema.optional(),
  }),
])
export type PipelineEdit = z.infer<typeof pipelineEditSchema>
