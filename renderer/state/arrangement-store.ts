import { create } from 'zustand'
import type { Arrangement } from '#shared/model/settings.ts'

type ArrangementState = {
  /** What is remembered of this project's window; null until it was read. */
  readonly arrangement: Arrangement | null
}

/** Sizes of panels, the shown pipeline, tabs: remembered per project, written by `arrange`. */
export const useArrangementStore = create<ArrangementState>()(() => ({ arrangement: null }))

/** A remembered number, such as a panel's width; null where nothing is remembered. */
export const rememberedNumber = (key: string): number | null => {
  const value = useArrangementStore.getState().arrangement?.[key]
  return typeof value === 'number' ? value : null
}
