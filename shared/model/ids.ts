import { z } from 'zod'

/** Identifies an opened project while the app lives: a hash of its real path. */
export const projectIdSchema = z.string().regex(/^[0-9a-f]{16}$/)
export type ProjectId = z.infer<typeof projectIdSchema>

/** Folder name below `pipelines/`. Existing ones are taken as they are, so only what could leave the folder is refused. */
export const pipelineUuidSchema = z
  .string()
  .min(1)
  .max(255)
  .refine((value) => !/[/\\\0]/.test(value) && value !== '.' && value !== '..', 'a pipeline id is one folder name')
export type PipelineUuid = z.infer<typeof pipelineUuidSchema>

/** Block id as in the pipeline file; `/` nests folders. Never re-cleaned when it comes from a file. */
export const blockUuidSchema = z
  .string()
  .min(1)
  .max(1024)
  .refine(
    (value) => !value.includes('\0') && !value.split(/[/\\]/).includes('..'),
    'a block id cannot leave its folder',
  )
export type BlockUuid = z.infer<typeof blockUuidSchema>

/** `Run 41`: counts up within a project. */
export const runIdSchema = z.number().int().positive()
export type RunId = z.infer<typeof runIdSchema>

/** Path of a file relative to the project folder, with `/`, never leaving it. */
export const projectFilePathSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (value) => !value.includes('\0') && !/^([/\\]|[A-Za-z]:)/.test(value) && !value.split(/[/\\]/).includes('..'),
    'a path inside the project, such as transformers/clean.py',
  )
export type ProjectFilePath = z.infer<typeof projectFilePathSchema>

/** SHA-256 of a file's bytes, hex: what a writer must have seen to be allowed to write. */
export const etagSchema = z.string().regex(/^[0-9a-f]{64}$/)
export type Etag = z.infer<typeof etagSchema>
