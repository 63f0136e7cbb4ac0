import type { StateCreator, StoreApi } from 'zustand'

/** Milliseconds between two times the window is drawn for a store that changes all the time. */
const paceMs = 50

type Listener<State> = Parameters<StoreApi<State>['subscribe']>[0]

/**
 * Lets a store change as often as it likes, but has what shows it drawn at most 20 times a second: the first change at once, those that
 * follow within 50 ms together. Whoever asks the store itself always gets the newest state.
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
      timer = setTimeout(onPace, paceMs)
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
