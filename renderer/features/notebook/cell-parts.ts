import { createContext, type ReactNode, useContext } from 'react'
import type { Block } from '#shared/model/block.ts'

/** What is asked of a cell's text: the keyboard, at a line where one is named. */
export type TextRequest = { readonly line: number | null }

export type CodePart = {
  readonly path: string
  readonly label: string
  /** Whether an editor may be there now; before, the text stands there without one. */
  readonly ready: boolean
  readonly request: TextRequest | null
  readonly onRequestTaken: () => void
  readonly onEdit: (editing: boolean) => void
  readonly onLeave: () => void
}

export type RunPart = {
  readonly runId: number
  readonly blockUuid: string
  readonly onOpenLine: (file: string, line: number) => void
}

/** Parts of a cell that other features draw; the layout puts them together. */
export type CellParts = {
  readonly drawCode: (part: CodePart) => ReactNode
  readonly drawOutput: (part: RunPart) => ReactNode
  readonly drawLog: (part: RunPart) => ReactNode
  /** The name, or the field to change it. */
  readonly drawName: (block: Block) => ReactNode
  /** The quick picker of blocks, where it is asked for. */
  readonly drawPicker: () => ReactNode
  /** What is shown of a pipeline whose file cannot be read. */
  readonly drawUnreadable: (message: string) => ReactNode
}

/** Gives the parts to the cells. */
export const CellPartsContext = createContext<CellParts | null>(null)

/** The parts that other features draw. */
export const useCellParts = (): CellParts => {
  const parts = useContext(CellPartsContext)
  if (parts === null) throw new Error('A cell of the notebook stands outside of it.')
  return parts
}
