import { toast } from 'sonner'
import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { showCanvas } from '../state/canvas-store.ts'
import { showUi, useUiStore } from '../state/ui-store.ts'
import { refuseConnection, storedLink } from './block-connections.ts'
import { graphEdges } from './block-layout.ts'
import { editPipeline, shownPipeline } from './pipeline-edit.ts'

/** Lets `to` wait for `from`; where that cannot be, says why. */
export const connectBlocks = async (from: string, to: string): Promise<void> => {
  const shown = shownPipeline()
  if (shown === null) return
  const { blocks } = shown.pipeline
  const refusal = refuseConnection(blocks, from, to)
  if (refusal !== null) {
    toast.error(refusal)
    return
  }
  await editPipeline([{ kind: 'connect', ...storedLink(blocks, from, to) }], `Connect ${from} to ${to}`)
}

/** Takes an edge of the canvas away. */
export const disconnectBlocks = async (from: string, to: string): Promise<void> => {
  const shown = shownPipeline()
  if (shown === null) return
  const link = storedLink(shown.pipeline.blocks, from, to)
  await editPipeline([{ kind: 'disconnect', ...link }], `Disconnect ${from} from ${to}`)
  showCanvas({ selectedEdge: null })
}

/** Edges at a block, as drawn. */
export const edgesAt = (block: string): { from: string; to: string }[] =>
  graphEdges(shownPipeline()?.pipeline.blocks ?? []).filter((edge) => edge.from === block || edge.to === block)

/**
 * Takes blocks out of the pipeline; their files stay.
 * @param bridge links what came before with what came after
 */
export const removeBlocks = async (blocks: readonly string[], bridge: boolean): Promise<void> => {
  const [only] = blocks
  const beside = only === undefined || blocks.length > 1 ? [] : edgesAt(only)
  const edits = blocks.map((block): PipelineEdit => ({ kind: 'remove-block', block, bridge }))
  const label = blocks.length === 1 ? `Remove ${blocks[0]}` : `Remove ${blocks.length} blocks`
  const answer = await editPipeline(edits, label)
  if (answer === null) return
  toast(blocks.length === 1 ? `${blocks[0]} removed from the pipeline. Its file stays.` : `${label}.`)
  // The keyboard goes on from a block that was connected, upstream first.
  const next = beside.find((edge) => edge.to === only) ?? beside[0] ?? null
  if (next === null) return
  const neighbour = next.from === only ? next.to : next.from
  showUi({ selection: [neighbour] })
  showCanvas({ viewRequest: { kind: 'reveal', block: neighbour, focus: true } })
}

/** Gives a block another name, in all pipelines that use its file. */
export const renameBlock = async (block: string, name: string): Promise<void> => {
  const wanted = name.trim()
  const known = shownPipeline()?.pipeline.blocks.find((candidate) => candidate.uuid === block)
  if (known === undefined || wanted === '' || wanted === known.name) return
  const before = new Set(shownPipeline()?.pipeline.blocks.map((candidate) => candidate.uuid))
  const { selection } = useUiStore.getState()
  const answer = await editPipeline([{ kind: 'rename-block', block, name: wanted }], `Rename ${block} to ${wanted}`)
  const renamed = answer?.pipeline.blocks.find((candidate) => !before.has(candidate.uuid))
  if (renamed === undefined || !selection.includes(block)) return
  showUi({ selection: selection.map((uuid) => (uuid === block ? renamed.uuid : uuid)) })
  showCanvas({ viewRequest: { kind: 'reveal', block: renamed.uuid, focus: true } })
}
