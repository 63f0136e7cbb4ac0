import { create } from 'zustand'
import type { NextTo, Position } from '#shared/model/pipeline.ts'

/** What the keyboard and pointer are doing on the canvas besides selecting. */
export type CanvasMode =
  | { readonly kind: 'idle' }
  | { readonly kind: 'rename'; readonly block: string }
  /** Picks a target for `from`. */
  | { readonly kind: 'connect'; readonly from: string }
  | { readonly kind: 'search' }
  /** Picks a link of `block` to cut. */
  | { readonly kind: 'disconnect'; readonly block: string }
  /** The quick picker; the block goes between `upstream` and `downstream`, at `position` or where there is room. */
  | {
      readonly kind: 'add'
      readonly upstream: readonly string[]
      readonly downstream: readonly string[]
      readonly position: Position | null
      /** Where it stands in the pipeline's file; at the end where absent. */
      readonly nextTo?: NextTo
    }

/** A request to the view; taken (set to null) by the canvas. */
export type ViewRequest =
  | { readonly kind: 'fit' }
  | { readonly kind: 'zoom'; readonly by: 'in' | 'out' | 'reset' }
  | { readonly kind: 'reveal'; readonly block: string; readonly focus: boolean }

type CanvasState = {
  readonly mode: CanvasMode
  /** Block pointed at by search or connect mode. */
  readonly highlighted: string | null
  /** Blocks that match the search; null where nothing is searched. */
  readonly matches: ReadonlySet<string> | null
  /** Edge a dragged block would be dropped into. */
  readonly dropEdge: { readonly from: string; readonly to: string } | null
  readonly selectedEdge: { readonly from: string; readonly to: string } | null
  readonly viewRequest: ViewRequest | null
  /** Blocks under the hand: their places until the edit that saves them is answered. */
  readonly moving: Readonly<Record<string, Position>> | null
  /** Where each pipeline was looked at last. */
  readonly viewports: Readonly<Record<string, { readonly x: number; readonly y: number; readonly zoom: number }>>
  /** Middle of what is seen, where a new block without neighbours goes. */
  readonly centre: Position | null
  /** Copied blocks; they can be pasted into any pipeline of the same project. */
  readonly clipboard: {
    readonly projectId: string
    readonly pipelineUuid: string
    readonly blocks: readonly string[]
    /** Pastes so far, so that each lies a little further down. */
    readonly pasted: number
  } | null
}

const initial: CanvasState = {
  mode: { kind: 'idle' },
  highlighted: null,
  matches: null,
  dropEdge: null,
  selectedEdge: null,
  viewRequest: null,
  moving: null,
  viewports: {},
  centre: null,
  clipboard: null,
}

/** What happens on the canvas and is gone with the window. Selection is in the ui store, since other panels show it. */
export const useCanvasStore = create<CanvasState>()(() => initial)

/** Changes some of what happens on the canvas. */
export const showCanvas = (change: Partial<CanvasState>): void => useCanvasStore.setState(change)

/** Back to selecting. */
export const leaveCanvasMode = (): void => showCanvas({ mode: { kind: 'idle' }, highlighted: null, matches: null })

/** Forgets all, for another project or a test. */
export const resetCanvas = (): void => useCanvasStore.setState(initial)
