import { create } from 'zustand'

export type ExperimentTab = 'table' | 'curves' | 'scatter' | 'parallel'

/** A column by its MLflow name: `metrics.auc`, `params.lr`, `tags.team`, `attributes.start_time`. */
export type ColumnId = string

type ExperimentsState = {
  /** Null = the newest. */
  readonly experimentId: string | null
  readonly filter: string
  readonly order: { readonly column: ColumnId; readonly isDescending: boolean } | null
  /** Null = what the tracked runs have most. */
  readonly columns: readonly ColumnId[] | null
  readonly groupBy: ColumnId | null
  readonly selected: readonly string[]
  readonly tab: ExperimentTab
  /** The tracked run whose page is shown. */
  readonly shownId: string | null
}

const initial: ExperimentsState = {
  experimentId: null,
  filter: '',
  order: null,
  columns: null,
  groupBy: null,
  selected: [],
  tab: 'table',
  shownId: null,
}

/** What is looked at on the page of experiments. */
export const useExperimentsStore = create<ExperimentsState>()(() => initial)

export const showExperiments = (change: Partial<ExperimentsState>): void => useExperimentsStore.setState(change)

/** Another experiment: its tracked runs have other columns. */
export const showExperiment = (experimentId: string): void => useExperimentsStore.setState({ ...initial, experimentId })

/** Back to the first state, when another project is opened. */
export const resetExperiments = (): void => useExperimentsStore.setState(initial)
