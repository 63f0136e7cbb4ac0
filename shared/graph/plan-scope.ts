import type { Block } from '../model/block.ts'
import type { Pipeline } from '../model/pipeline.ts'
import type { RunScope } from '../model/run.ts'
import { downstreamClosure, type Edge, edgesOf, topologicalOrder, upstreamClosure } from './walk.ts'

/** What a run takes: its blocks in an order that respects the edges, and what guards or follows them. */
export type ScopePlan = {
  /** Topological order, file order among equals. */
  readonly blocks: readonly Block[]
  /** Among `blocks` only. */
  readonly edges: readonly Edge[]
  /** Block -> its conditionals, in file order; all must hold. */
  readonly conditionals: Readonly<Record<string, readonly Block[]>>
  /** Block -> its callbacks, in file order. */
  readonly callbacks: Readonly<Record<string, readonly Block[]>>
}

const neverRun: ReadonlySet<Block['type']> = new Set(['chart', 'markdown', 'scratchpad', 'extension'])
const attached: ReadonlySet<Block['type']> = new Set(['callback', 'conditional'])

/** True for a block that takes its own place in a run. Charts, notes and scratchpads never run; callbacks and conditionals run with another block. */
export const isRunnable = (block: Block): boolean =>
  block.role === 'block' && !neverRun.has(block.type) && !attached.has(block.type)

const chosen = (blocks: readonly Block[], scope: RunScope): Set<string> => {
  switch (scope.kind) {
    case 'all':
      return new Set(blocks.map((block) => block.uuid))
    case 'to':
      return upstreamClosure(blocks, scope.block).add(scope.block)
    case 'from':
      return downstreamClosure(blocks, scope.block).add(scope.block)
    case 'only':
      return new Set([scope.block])
    case 'selection': {
      const upstream = scope.withUpstream ? scope.blocks.flatMap((uuid) => [...upstreamClosure(blocks, uuid)]) : []
      return new Set([...scope.blocks, ...upstream])
    }
  }
}

const attachedTo = (pipeline: Pipeline, type: 'callback' | 'conditional', wanted: ReadonlySet<string>) => {
  const map: Record<string, Block[]> = Object.create(null)
  for (const block of pipeline.blocks) {
    if (block.type !== type) continue
    for (const uuid of new Set(block.upstream)) {
      if (!wanted.has(uuid)) continue
      const list = map[uuid] ?? []
      list.push(block)
      map[uuid] = list
    }
  }
  return { ...map }
}

/**
 * Which blocks of the pipeline a run of this scope takes. A block whose upstream is a note or a chart does not wait for it, since that
 * never runs. Blocks in a circle keep file order: whoever starts runs refuses such a pipeline before (`findCycle`).
 */
export const planScope = (pipeline: Pipeline, scope: RunScope): ScopePlan => {
  const runnable = pipeline.blocks.filter(isRunnable)
  const wanted = chosen(runnable, scope)
  const blocks = runnable.filter((block) => wanted.has(block.uuid))
  return {
    blocks: topologicalOrder(blocks) ?? blocks,
    edges: edgesOf(blocks),
    conditionals: attachedTo(pipeline, 'conditional', wanted),
    callbacks: attachedTo(pipeline, 'callback', wanted),
  }
}
