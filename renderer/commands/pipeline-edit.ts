import { toast } from 'sonner'
import type { RequestOutput } from '#shared/contract/requests.ts'
import type { Pipeline, PipelineEdit } from '#shared/model/pipeline.ts'
import { askAgain, knownAnswer, takeAnswer } from '../bridge/answers.ts'
import { showCanvas, useCanvasStore } from '../state/canvas-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import { placeBlocks } from './block-layout.ts'
import { followMovedBlocks } from './file-moves.ts'

export type ShownPipeline = { readonly projectId: string; readonly pipeline: Pipeline }

/** The pipeline on the canvas, as last read; null where none is open or it cannot be read. */
export const shownPipeline = (): ShownPipeline | null => {
  const projectId = currentProjectId()
  const { pipelineUuid } = useUiStore.getState()
  if (projectId === null || pipelineUuid === null) return null
  const pipeline = knownAnswer('pipeline.get', { projectId, pipelineUuid })
  return pipeline === undefined ? null : { projectId, pipeline }
}

/** Shows a pipeline that an edit gave back; what it no longer holds is no longer selected. */
export const takePipeline = (projectId: string, pipeline: Pipeline): void => {
  const input = { projectId, pipelineUuid: pipeline.uuid }
  followMovedBlocks(knownAnswer('pipeline.get', input), pipeline)
  takeAnswer('pipeline.get', input, pipeline)
  if (useUiStore.getState().pipelineUuid !== pipeline.uuid) return
  const blocks = new Map(pipeline.blocks.map((block) => [block.uuid, block]))
  const { selection } = useUiStore.getState()
  if (selection.some((uuid) => !blocks.has(uuid))) showUi({ selection: selection.filter((uuid) => blocks.has(uuid)) })
  const edge = useCanvasStore.getState().selectedEdge
  if (edge === null) return
  const linked = blocks.get(edge.to)?.upstream.includes(edge.from) || blocks.get(edge.from)?.upstream.includes(edge.to)
  if (!linked) showCanvas({ selectedEdge: null })
}

const changesFiles: ReadonlySet<PipelineEdit['kind']> = new Set<PipelineEdit['kind']>([
  'add-block',
  'add-existing-block',
  'remove-block',
  'duplicate-block',
  'paste-blocks',
  'rename-block',
])

/** After these, blocks without a place of their own would be laid out anew. */
const shufflesBlocks: ReadonlySet<PipelineEdit['kind']> = new Set<PipelineEdit['kind']>([
  'add-block',
  'add-existing-block',
  'connect',
  'disconnect',
  'set-upstream',
  'remove-block',
  'duplicate-block',
  'paste-blocks',
])

/** Keeps every block where it is seen, so that none jumps away while its neighbour is edited. */
const keepPlaces = ({ blocks, positions }: Pipeline): PipelineEdit[] => {
  const automatic = Object.entries(placeBlocks(blocks, positions)).filter(([uuid]) => positions[uuid] === undefined)
  return automatic.length === 0 ? [] : [{ kind: 'move-blocks', positions: Object.fromEntries(automatic) }]
}

type Edited = RequestOutput<'pipeline.edit'>

/**
 * Changes a pipeline, shown or not; all edits or none.
 * @param label how Undo calls it, such as `Connect load to clean`
 * @returns the new graph; null where it failed, which the user has been told
 */
export const sendEdits = async (
  to: { readonly projectId: string; readonly pipelineUuid: string },
  edits: readonly PipelineEdit[],
  label: string,
): Promise<Edited | null> => {
  const sayWhy = (error: { readonly message: string }) => toast.error(error.message)
  const answer = await ask(
    'pipeline.edit',
    { ...to, edits: [...edits], label },
    { title: label, handled: { cycle: sayWhy, 'already-exists': sayWhy, 'invalid-input': sayWhy } },
  )
  if (answer === null) return null
  takePipeline(to.projectId, answer.pipeline)
  if (edits.some((edit) => changesFiles.has(edit.kind))) void askAgain('block.files')
  return answer
}

/** Changes the graph of the shown pipeline, as `sendEdits` does; what is not meant stays in its place. */
export const editPipeline = async (edits: readonly PipelineEdit[], label: string): Promise<Edited | null> => {
  const shown = shownPipeline()
  if (shown === null || edits.length === 0) return null
  const first = edits.some((edit) => shufflesBlocks.has(edit.kind)) ? keepPlaces(shown.pipeline) : []
  return sendEdits({ projectId: shown.projectId, pipelineUuid: shown.pipeline.uuid }, [...first, ...edits], label)
}

/** Takes back the last edit of the shown pipeline. */
export const undo = async (): Promise<void> => {
  const shown = shownPipeline()
  if (shown === null) return
  const { projectId, pipeline } = shown
  const answer = await ask('pipeline.undo', { projectId, pipelineUuid: pipeline.uuid }, { title: 'Undo' })
  if (answer === null) return
  takePipeline(projectId, answer)
  void askAgain('block.files')
}

/** Makes the edit again that was taken back last. */
export const redo = async (): Promise<void> => {
  const shown = shownPipeline()
  if (shown === null) return
  const { projectId, pipeline } = shown
  const answer = await ask('pipeline.redo', { projectId, pipelineUuid: pipeline.uuid }, { title: 'Redo' })
  if (answer === null) return
  takePipeline(projectId, answer)
  void askAgain('block.files')
}
