import { z } from 'zod'
import { projectIdSchema } from './ids.ts'
import { pipelineTypeSchema } from './pipeline.ts'
import { problemSchema } from './problem.ts'
import { runStateSchema } from './run.ts'

/** What the list of pipelines shows, without the graph. */
export const pipelineSummarySchema = z.object({
  uuid: z.string(),
  name: z.string(),
  type: pipelineTypeSchema,
  description: z.string().nullable(),
  tags: z.array(z.string()),
  blockCount: z.number().int(),
  triggerCount: z.number().int(),
  runCount: z.number().int(),
  lastRun: z
    .object({ runId: z.number().int(), state: runStateSchema, startedAt: z.number(), endedAt: z.number().nullable() })
    .nullable(),
  /** False where the file could not be parsed; a problem says why. */
  readable: z.boolean(),
})
export type PipelineSummary = z.infer<typeof pipelineSummarySchema>

/** The opened folder. Graphs are asked for by pipeline. */
export const projectSchema = z.object({
  id: projectIdSchema,
  name: z.string(),
  /** Absolute, for showing only. */
  path: z.string(),
  trusted: z.boolean(),
  pipelines: z.array(pipelineSummarySchema),
  problems: z.array(problemSchema),
  /** Files under watch; 0 until the first scan is over. */
  watchedFiles: z.number().int(),
  git: z.object({ branch: z.string(), changedFiles: z.number().int() }).nullable(),
})
export type Project = z.infer<typeof projectSchema>

/** What a folder is, found by reading file names only. */
export const folderInspectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('project'), path: z.string(), name: z.string() }),
  /** A platform or workspace root, or a repository with projects below it: one of them must be chosen. */
  z.object({
    kind: z.literal('several'),
    path: z.string(),
    projects: z.array(z.object({ name: z.string(), path: z.string(), pipelines: z.number().int() })),
  }),
  /** No project; `pythonFiles` counts what could become blocks. */
  z.object({ kind: z.literal('plain'), path: z.string(), pythonFiles: z.number().int(), missing: z.array(z.string()) }),
  z.object({ kind: z.literal('missing'), path: z.string() }),
])
export type FolderInspection = z.infer<typeof folderInspectionSchema>

export const recentProjectSchema = z.object({
  path: z.string(),
  name: z.string(),
  openedAt: z.number(),
  exists: z.boolean(),
})
export type RecentProject = z.infer<typeof recentProjectSchema>

/** A bundled example or a template of *New project…*. */
export const projectTemplateSchema = z.object({ id: z.string(), name: z.string(), description: z.string() })
export type ProjectTemplate = z.infer<typeof projectTemplateSchema>

/** One entry of the file tree. */
export const fileEntrySchema = z.object({ path: z.string(), kind: z.enum(['file', 'folder']), size: z.number().int() })
export type FileEntry = z.infer<typeof fileEntrySchema>
