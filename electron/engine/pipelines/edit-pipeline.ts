import { cycleText, findCycle } from '#shared/graph/walk.ts'
import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { ok, type Result } from '#shared/result.ts'
import { type Draft, entriesOf, linkable } from './draft.ts'
import { addBlock, addExistingBlock, checkReplicas, duplicateBlock } from './edit-blocks.ts'
import { connect, disconnect, removeBlock, replaceUpstream } from './edit-links.ts'
import { pasteBlocks } from './edit-paste.ts'
import { renameBlock } from './edit-rename.ts'
import { moveBlocks, setBlockSettings, setConfiguration, setProperties } from './edit-settings.ts'
import { createFolderFacts } from './folder-facts.ts'
import { layoutText } from './layout-file.ts'
import { loadLayout, loadPipelineData } from './read-draft.ts'
import { createStage, EditRefused, type FolderChange, refuse, type Stage } from './stage.ts'
import { patchYaml } from './yaml-patch.ts'

export type PreparedEdit = { readonly change: FolderChange; readonly created: readonly string[] }

type EditTarget = { readonly projectPath: string; readonly uuid: string; readonly templateCode: Draft['templateCode'] }

/** Works out what edits do to the folder, without touching it: all of them, or the reason why one cannot be. */
export const prepareEdits = (target: EditTarget, edits: readonly PipelineEdit[]): Result<PreparedEdit> => {
  const stage = createStage(target.projectPath)
  try {
    return ok({ created: editOnStage(target, stage, edits), change: stage.changes() })
  } catch (error) {
    if (error instanceof EditRefused) return { ok: false, error: error.error }
    throw error
  }
}

const editOnStage = (target: EditTarget, stage: Stage, edits: readonly PipelineEdit[]): string[] => {
  const path = `pipelines/${target.uuid}/metadata.yaml`
  const data = loadPipelineData(stage, target.uuid)
  const facts = { ...createFolderFacts(target.projectPath), exists: stage.exists }
  const draft: Draft = { ...target, data, positions: loadLayout(stage, target.uuid), stage, facts, created: [] }
  const before = layoutText(draft.positions)
  if (edits.every(({ kind }) => kind === 'move-blocks')) {
    // Dragging a block never touches the pipeline file, so it need not be taken apart.
    applyEdits(draft, edits)
  } else {
    const patched = patchYaml(stage.read(path) ?? '', (own) => applyEdits({ ...draft, data: own }, edits))
    if (!patched.ok) throw new EditRefused(patched.error)
    stage.write(path, patched.value)
  }
  const layout = layoutText(draft.positions)
  if (layout !== before) stage.write(`pipelines/${target.uuid}/layout.json`, layout)
  return draft.created
}

const applyEdits = (draft: Draft, edits: readonly PipelineEdit[]): void => {
  const before = new Set(entriesOf(draft.data).map(({ uuid }) => uuid))
  const hadCycle = findCycle(linkable(draft.data)) !== null
  for (const edit of edits) applyEdit(draft, edit)
  checkReplicas(draft, before)
  const cycle = hadCycle ? null : findCycle(linkable(draft.data))
  if (cycle !== null) refuse('cycle', `This would close a circle: ${cycleText(cycle)}.`, { cycle })
}

type Editors = {
  [Kind in PipelineEdit['kind']]: (draft: Draft, edit: Extract<PipelineEdit, { kind: Kind }>) => void
}

/** One function per edit; a missing one does not compile. */
const editors: Editors = {
  'add-block': addBlock,
  'add-existing-block': addExistingBlock,
  connect: (draft, { from, to }) => connect(draft, from, to),
  disconnect: (draft, { from, to }) => disconnect(draft, from, to),
  'set-upstream': (draft, { block, upstream }) => replaceUpstream(draft, block, upstream),
  'remove-block': (draft, { block, bridge }) => removeBlock(draft, block, bridge),
  'duplicate-block': duplicateBlock,
  'paste-blocks': pasteBlocks,
  'rename-block': renameBlock,
  'set-configuration': setConfiguration,
  'set-block-settings': setBlockSettings,
  'move-blocks': moveBlocks,
  'set-properties': setProperties,
}

const applyEdit = (draft: Draft, edit: PipelineEdit): void =>
  // The table holds the function of this very kind, which the compiler cannot follow.
  (editors[edit.kind] as (draft: Draft, edit: PipelineEdit) => void)(draft, edit)
