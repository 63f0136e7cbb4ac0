import type { Json } from '#shared/model/json.ts'
import { useArrangementStore } from '../state/arrangement-store.ts'
import { arrange } from './arrange.ts'

/** What of a cell is folded away: all but its head, or what it gave. */
export type Fold = 'cell' | 'output'

const keys = { cell: 'notebook.folded', output: 'notebook.hiddenOutputs' } as const satisfies Record<Fold, string>

const nameOf = (pipelineUuid: string, block: string): string => `${pipelineUuid}/${block}`

const namesIn = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []

/** Folded cells, as they are remembered; for a selector of the arrangement store. */
export const isFolded = (value: Json | undefined, pipelineUuid: string, block: string): boolean =>
  namesIn(value).includes(nameOf(pipelineUuid, block))

/** Whether a part of a cell is folded away; remembered with the project's window. */
export const useFold = (fold: Fold, pipelineUuid: string, block: string): boolean =>
  useArrangementStore((state) => isFolded(state.arrangement?.[keys[fold]], pipelineUuid, block))

/** Folds a part of cells away, or brings it back. */
export const foldCells = (fold: Fold, pipelineUuid: string, blocks: Readonly<Record<string, boolean>>): void => {
  const known = namesIn(useArrangementStore.getState().arrangement?.[keys[fold]])
  const changed = new Map(Object.entries(blocks).map(([block, folded]) => [nameOf(pipelineUuid, block), folded]))
  const added = [...changed].filter(([name, folded]) => folded && !known.includes(name)).map(([name]) => name)
  arrange({ [keys[fold]]: [...known.filter((name) => changed.get(name) !== false), ...added] })
}

/** Folds a part of a cell, or unfolds it. */
export const toggleFold = (fold: Fold, pipelineUuid: string, block: string): void => {
  const value = useArrangementStore.getState().arrangement?.[keys[fold]]
  foldCells(fold, pipelineUuid, { [block]: !isFolded(value, pipelineUuid, block) })
}
