import type { StateCreator, StoreApi } from 'zustand'

/** Milliseconds between two times the window is drawn for a store that changes all the time. */
const paceMs = 50
/** At least so many times as long as the drawing takes, the window is left alone after it: a large graph must not keep it from its user. */
const restShare = 3

type Listener<State> = Parameters<StoreApi<State>['subscribe']>[0]

/**
 * Lets a store change as often as it likes, but has what shows it drawn at most 20 times a second, and a quarter of the time: the first
 * change at once, those that follow meanwhile together. Whoever asks the store itself always gets the newest state.
 */
export const paced =
  <State>(initial: StateCreator<State>): StateCreator<State> =>
  (set, get, api) => {
    const listeners = new Set<Listener<State>>()
    let told = initial(set, get, api)
    let timer: ReturnType<typeof setTimeout> | null = null
    const first = told

    const tell = () => {
      const before = told
      told = get()
      const began = performance.now()
      timer = setTimeout(() => {
        // React draws before this is called.
        timer = setTimeout(onPace, Math.max(paceMs, restShare * (performance.now() - began)))
      })
      for (const listener of listeners) listener(told, before)
    }
    const onPace = () => {
      timer = null
      if (get() !== told) tell()
    }
    api.subscribe(() => {
      if (timer === null) tell()
    })
    api.subscribe = (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
    return first
  }
