import { z } from 'zod'
import { jsonMapSchema } from './json.ts'

/** Mage's block types (mage-format 3.1). Internal ones never appear in files. */
export const blockTypes = [
  'data_loader',
  'transformer',
  'data_exporter',
  'sensor',
  'custom',
  'conditional',
  'callback',
  'scratchpad',
  'markdown',
  'chart',
  'extension',
  'dbt',
  'global_data_product',
] as const
export const blockTypeSchema = z.enum(blockTypes)
export type BlockType = z.infer<typeof blockTypeSchema>

export const blockLanguages = ['python', 'sql', 'r', 'yaml', 'markdown', 'shell', 'javascript'] as const
export const blockLanguageSchema = z.enum(blockLanguages)
export type BlockLanguage = z.infer<typeof blockLanguageSchema>

/** Which list of the pipeline file holds the block. Callbacks and conditionals point at what they guard by their own upstream. */
export const blockRoles = ['block', 'callback', 'conditional', 'widget'] as const
export const blockRoleSchema = z.enum(blockRoles)
export type BlockRole = z.infer<typeof blockRoleSchema>

/** One block of one pipeline, as the pipeline file says. */
export const blockSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  type: blockTypeSchema,
  language: blockLanguageSchema,
  role: blockRoleSchema,
  color: z.string().nullable(),
  /** In the order of positional arguments. */
  upstream: z.array(z.string()),
  configuration: jsonMapSchema,
  /** The block whose file this one uses, when it is a replica. */
  replicaOf: z.string().nullable(),
  /** Project-relative code file; null where the type has none. It may be missing on disk: then a problem says so. */
  file: z.string().nullable(),
  timeoutSeconds: z.number().nullable(),
  retry: z
    .object({
      retries: z.number().int().nonnegative(),
      delay: z.number().nonnegative(),
      maxDelay: z.number().nonnegative(),
      exponentialBackoff: z.boolean(),
    })
    .nullable(),
})
export type Block = z.infer<typeof blockSchema>

/** A code file of the project that pipelines can share. */
export const blockFileSchema = z.object({
  file: z.string(),
  uuid: z.string(),
  type: blockTypeSchema,
  language: blockLanguageSchema,
  /** Pipelines that use it. */
  pipelines: z.array(z.string()),
})
export type BlockFile = z.infer<typeof blockFileSchema>

/** An offer of the palette: starter code for a block. */
export const blockTemplateSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  type: blockTypeSchema,
  language: blockLanguageSchema,
  group: z.string(),
  requires: z.array(z.string()),
})
export type BlockTemplate = z.infer<typeof blockTemplateSchema>
