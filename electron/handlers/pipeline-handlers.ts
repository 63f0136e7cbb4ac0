import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Graphs, their edits, and what the palette offers. */
export const pipelineHandlers = ({ pipelines, blocks }: Engine): HandlersOf<'pipeline' | 'block'> => ({
  'pipeline.get': (input) => pipelines.get(input),
  'pipeline.create': (input) => pipelines.create(input),
  'pipeline.clone': (input) => pipelines.clone(input),
  'pipeline.rename': (input) => pipelines.rename(input),
  'pipeline.delete': (input) => pipelines.delete(input),
  'pipeline.edit': (input) => pipelines.edit(input),
  'pipeline.undo': (input) => pipelines.undo(input),
  'pipeline.redo': (input) => pipelines.redo(input),
  'block.templates': (input) => blocks.templates(input),
  'block.files': (input) => blocks.files(input),
})
