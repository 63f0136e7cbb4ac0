import { create } from 'zustand'
import type { DebugSession } from '#shared/model/debug.ts'

export type PrintedText = { readonly text: string; readonly isError: boolean }

type DebugState = {
  readonly session: DebugSession | null
  /** Frame whose variables are shown; null = the innermost. */
  readonly frameId: number | null
  /** Counts the times the block stood still: what was asked of it before is old. */
  readonly stops: number
  readonly printed: readonly PrintedText[]
  /** Expressions looked at whenever the block stands still. */
  readonly watches: readonly string[]
}

const mostPrinted = 2_000

/** The block under the debugger, if there is one. */
export const useDebugStore = create<DebugState>()(() => ({
  session: null,
  frameId: null,
  stops: 0,
  printed: [],
  watches: [],
}))

/** The state of the debugged block; another block starts with an empty output. */
export const takeDebugSession = (session: DebugSession | null): void =>
  useDebugStore.setState((state) => {
    const isOther = state.session?.id !== session?.id
    const stopped = session?.stop !== null && session?.stop !== undefined && session.stop !== state.session?.stop
    return {
      session,
      printed: isOther ? [] : state.printed,
      frameId: isOther || stopped ? null : state.frameId,
      stops: stopped ? state.stops + 1 : state.stops,
    }
  })

/** Something the block printed. */
export const takeDebugText = (text: string, isError: boolean): void =>
  useDebugStore.setState(({ printed }) => ({ printed: [...printed, { text, isError }].slice(-mostPrinted) }))

/** The frame whose variables are to be shown. */
export const showDebugFrame = (frameId: number): void => useDebugStore.setState({ frameId })

/** Adds an expression to those looked at, or takes one away. */
export const changeWatches = (change: (watches: readonly string[]) => readonly string[]): void =>
  useDebugStore.setState(({ watches }) => ({ watches: change(watches) }))

/** Forgets everything, when another project is opened. */
export const resetDebug = (): void => useDebugStore.setState(useDebugStore.getInitialState())
