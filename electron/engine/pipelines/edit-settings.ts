import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { type Draft, entryOf, hasBlock } from './draft.ts'
import { numberOf } from './read-values.ts'

type Edit<Kind extends PipelineEdit['kind']> = Extract<PipelineEdit, { kind: Kind }>

export const setConfiguration = (draft: Draft, edit: Edit<'set-configuration'>): void => {
  entryOf(draft, edit.block).entry.configuration = structuredClone(edit.configuration)
}

/** Values that mean what the file says already are left as they are written: `'60'` stays text. */
export const setBlockSettings = (draft: Draft, edit: Edit<'set-block-settings'>): void => {
  const { entry } = entryOf(draft, edit.block)
  if (edit.timeoutSeconds !== undefined && numberOf(entry.timeout) !== edit.timeoutSeconds)
    entry.timeout = edit.timeoutSeconds
  if (edit.color !== undefined) entry.color = edit.color
  if (edit.retry === undefined) return
  entry.retry_config = edit.retry && {
    delay: edit.retry.delay,
    exponential_backoff: edit.retry.exponentialBackoff,
    max_delay: edit.retry.maxDelay,
    retries: edit.retry.retries,
  }
}

export const moveBlocks = (draft: Draft, edit: Edit<'move-blocks'>): void => {
  for (const [uuid, { x, y }] of Object.entries(edit.positions))
    if (hasBlock(draft.data, uuid)) draft.positions[uuid] = { x: Math.round(x), y: Math.round(y) }
}

export const setProperties = (draft: Draft, edit: Edit<'set-properties'>): void => {
  const { data } = draft
  if (edit.name !== undefined) data.name = edit.name
  if (edit.description !== undefined) data.description = edit.description
  if (edit.tags !== undefined) data.tags = [...edit.tags]
  if (edit.variables !== undefined) data.variables = structuredClone(edit.variables)
}
