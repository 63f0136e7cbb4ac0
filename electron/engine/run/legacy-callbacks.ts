import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Block } from '#shared/model/block.ts'
import { pipelineFileOf, readEntries } from './inline-code.ts'
import type { RunPlan } from './plan-run.ts'

/** The callback of the older form that belongs to a block: `has_callback`, with its code at `callbacks/<id>_callback.py`. */
const callbackOf = (block: Block): Block & { readonly file: string } => {
  const uuid = `${block.uuid.replaceAll('/', '_')}_callback`
  const file = `callbacks/${uuid}.py`
  return { ...block, uuid, name: uuid, type: 'callback', role: 'callback', language: 'python', file }
}

/** The plan with callbacks of the older form beside the others. A file that is missing has a problem of its own. */
export const withLegacyCallbacks = async (plan: RunPlan, projectPath: string): Promise<RunPlan> => {
  const entries = await readEntries(pipelineFileOf(projectPath, plan.pipeline.uuid))
  const wanted = new Set(entries.flatMap(({ uuid, has_callback }) => (has_callback === true ? [uuid] : [])))
  const callbacks = { ...plan.scope.callbacks }
  for (const block of plan.scope.blocks) {
    const callback = callbackOf(block)
    if (!wanted.has(block.uuid) || !existsSync(join(projectPath, callback.file))) continue
    callbacks[block.uuid] = [...(callbacks[block.uuid] ?? []), callback]
  }
  return { ...plan, scope: { ...plan.scope, callbacks } }
}
