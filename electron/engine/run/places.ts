import { availableParallelism } from 'node:os'
import type { Block } from '#shared/model/block.ts'

/** Places for blocks that run at once, shared by all runs of a host. */
export type Places = {
  hasFree(): boolean
  /** Takes a place where one is free; for a block that may be of a pool. */
  tryTake(block?: Pick<Block, 'configuration'>): boolean
  /** Gives a place back and offers it to whoever waits longest. */
  release(block?: Pick<Block, 'configuration'>): void
  /** Called whenever a place may have become free. Returns its own undo. */
  onFree(listener: () => void): () => void
}

let counted: number | null = null

/** Processors this process may use; counted once, since a look at what the system allows takes files of its own. */
export const processors = (): number => {
  counted ??= availableParallelism()
  return counted
}

/** @param limit asked each time, so that a changed setting counts at once */
export const createPlaces = (limit: () => number): Places => {
  const listeners = new Set<() => void>()
  let taken = 0
  const hasFree = () => taken < Math.max(1, limit())
  return {
    hasFree,
    tryTake: () => {
      if (!hasFree()) return false
      taken += 1
      return true
    },
    release: () => {
      taken -= 1
      for (const listener of [...listeners]) {
        // To the end of the queue: otherwise the first run would take every place that comes free.
        listeners.delete(listener)
        listeners.add(listener)
        listener()
        if (!hasFree()) return
      }
    },
    onFree: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
