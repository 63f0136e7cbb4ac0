import { z } from 'zod'
import {
  blockUuidSchema,
  pipelineUuidSchema,
  projectFilePathSchema,
  projectIdSchema,
  runIdSchema,
} from '../../model/ids.ts'

/** A part of the contract: name -> what goes in and what comes out. */
export type RequestTable = Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>

export const nothing = z.null()
export const project = z.object({ projectId: projectIdSchema })
export const pipeline = project.extend({ pipelineUuid: pipelineUuidSchema })
export const file = project.extend({ path: projectFilePathSchema })
export const run = project.extend({ runId: runIdSchema })
export const blockRun = run.extend({ blockUuid: blockUuidSchema, attempt: z.number().int().positive().nullable() })
export const trigger = pipeline.extend({ name: z.string().min(1).max(200) })
/** Absolute; only from a native dialog, a drop, an argument or the list of recent projects. */
export const chosenPath = z.string().min(1).max(4096)
