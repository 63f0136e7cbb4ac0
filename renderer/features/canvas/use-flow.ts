import { useMemo, useRef } from 'react'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Problem } from '#shared/model/problem.ts'
import { useLatestRun } from '../../bridge/queries/latest-run.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { placeBlocks } from '../../commands/block-layout.ts'
import { useCanvasStore } from '../../state/canvas-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { type Flow, toFlow } from './to-flow.ts'

const noProblems: readonly Problem[] = []

/** Nodes and edges of a pipeline as they are right now. */
export const useFlow = (pipeline: Pipeline): Flow => {
  const problems = useProject()?.problems ?? noProblems
  const run = useLatestRun(pipeline.uuid) ?? null
  const selection = useUiStore((state) => state.selection)
  const selectedEdge = useCanvasStore((state) => state.selectedEdge)
  const moving = useCanvasStore((state) => state.moving)
  const places = useMemo(() => placeBlocks(pipeline.blocks, pipeline.positions), [pipeline.blocks, pipeline.positions])
  const previous = useRef<Flow | null>(null)
  return useMemo(() => {
    const positions = moving === null ? places : { ...places, ...moving }
    const flow = toFlow({ pipeline, positions, run, problems, selection, selectedEdge }, previous.current)
    previous.current = flow
    return flow
  }, [pipeline, places, moving, run, problems, selection, selectedEdge])
}
