import { z } from 'zod'
import { blockFileSchema, blockTemplateSchema } from '../../model/block.ts'
import { pipelineEditSchema, pipelineSchema } from '../../model/pipeline.ts'
import { nothing, pipeline, project, type RequestTable } from './shapes.ts'

/** Graphs and what blocks are made of. */
export const pipelineRequests = {
  'pipeline.get': { input: pipeline, output: pipelineSchema },
  'pipeline.create': {
    input: project.extend({
      name: z.string().min(1).max(200),
      description: z.string().nullable(),
      tags: z.array(z.string()),
    }),
    output: pipelineSchema,
  },
  'pipeline.clone': { input: pipeline.extend({ name: z.string().min(1).max(200) }), output: pipelineSchema },
  /** Moves the folder with its triggers; the new id comes back. */
  'pipeline.rename': { input: pipeline.extend({ name: z.string().min(1).max(200) }), output: pipelineSchema },
  /** To the system's trash. Block files stay. */
  'pipeline.delete': { input: pipeline, output: nothing },
  /** All edits are applied together or none; the graph they give comes back. */
  'pipeline.edit': {
    input: pipeline.extend({ edits: z.array(pipelineEditSchema).min(1).max(500), label: z.string().max(200) }),
    output: z.object({ pipeline: pipelineSchema, createdBlocks: z.array(z.string()) }),
  },
  'pipeline.undo': { input: pipeline, output: pipelineSchema },
  'pipeline.redo': { input: pipeline, output: pipelineSchema },

  'block.templates': { input: z.object({}), output: z.array(blockTemplateSchema) },
  'block.files': { input: project, output: z.array(blockFileSchema) },
} as const satisfies RequestTable
