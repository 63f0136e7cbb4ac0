import { create } from 'zustand'
import type { AppError } from '#shared/result.ts'

/** One per rail button. */
export const pages = [
  'pipelines',
  'files',
  'runs',
  'overview',
  'triggers',
  'experiments',
  'models',
  'monitor',
  'data',
  'git',
  'settings',
] as const
export type Page = (typeof pages)[number]

export type CentreTab = 'graph' | 'notebook' | 'triggers' | 'runs' | 'variables' | 'monitor'
export type BottomTab = 'logs' | 'timeline' | 'problems' | 'terminal' | 'debug'
export type EditorTab = 'code' | 'preview' | 'settings' | 'tests' | 'history'
export type InspectorTab = 'output' | 'columns' | 'plots' | 'metrics'

/** The one open dialog. Data only: what it does is a command. */
export type Dialog =
  | { readonly kind: 'new-project' }
  | {
      readonly kind: 'choose-project'
      readonly path: string
      readonly projects: readonly { name: string; path: string; pipelines: number }[]
    }
  | {
      readonly kind: 'adopt-folder'
      readonly path: string
      readonly pythonFiles: number
      readonly missing: readonly string[]
    }
  | { readonly kind: 'trust'; readonly next: 'run' | 'environment' | null }
  | { readonly kind: 'new-pipeline' }
  | {
      readonly kind: 'rename-pipeline' | 'clone-pipeline' | 'delete-pipeline' | 'pipeline-properties'
      readonly pipelineUuid: string
    }
  | { readonly kind: 'rename-block'; readonly pipelineUuid: string; readonly blockUuid: string }
  | { readonly kind: 'delete-file'; readonly path: string }
  | { readonly kind: 'new-file'; readonly folder: string; readonly entry: 'file' | 'folder' }
  | { readonly kind: 'rename-file'; readonly path: string }
  | { readonly kind: 'close-tab'; readonly path: string }
  /** Unsaved text stands in the way of showing another project, or none. */
  | {
      readonly kind: 'leave-project'
      readonly unsaved: readonly string[]
      readonly next:
        | { readonly kind: 'open'; readonly path: string }
        | { readonly kind: 'example'; readonly exampleId: string }
        | { readonly kind: 'close' }
    }
  | { readonly kind: 'close-window'; readonly activeRuns: number; readonly unsaved: readonly string[] }
  | {
      readonly kind: 'run-with-variables' | 'explain-run' | 'new-backfill' | 'new-sweep'
      readonly pipelineUuid: string
    }
  /** Block runs of a run, such as children of a dynamic block, that are to run again. */
  | { readonly kind: 'run-again'; readonly runId: number; readonly blockRuns: readonly string[] }
  | { readonly kind: 'notifications'; readonly pipelineUuid: string | null }
  | { readonly kind: 'requirements-missing' }
  /** Before a block is debugged: it writes, or the environment has no debugger. */
  | {
      readonly kind: 'debug-writes' | 'debugger-missing'
      readonly runId: number
      readonly blockUuid: string
      readonly attempt: number | null
    }
  /** A version of a model: why it is promoted, what it is called, what would miss it, what it is written as. */
  | {
      readonly kind: 'promote-version' | 'set-alias' | 'delete-version' | 'package-version'
      readonly name: string
      readonly version: number
    }
  | { readonly kind: 'roll-back-model' | 'delete-model'; readonly name: string }
  /** How a model is served. */
  | { readonly kind: 'deploy-model' | 'endpoint-settings'; readonly name: string }
  | { readonly kind: 'choose-interpreter' }
  | { readonly kind: 'create-environment'; readonly operationId: string }
  | { readonly kind: 'error'; readonly error: AppError; readonly title: string }

type UiState = {
  readonly page: Page
  /** Pipeline shown on the pipelines page. */
  readonly pipelineUuid: string | null
  /** Selected blocks of that pipeline; the inspector shows the last. */
  readonly selection: readonly string[]
  readonly centreTab: CentreTab
  readonly bottomTab: BottomTab
  readonly editorTab: EditorTab
  readonly inspectorTab: InspectorTab
  /** Run shown on the runs page; null = the newest. */
  readonly shownRunId: number | null
  /** Run the shown one is compared with; null = it is shown alone. */
  readonly comparedRunId: number | null
  /** Model shown on the models page; null = the list of all. */
  readonly shownModel: string | null
  /** Versions of it that are compared; null = it is shown alone. */
  readonly comparedVersions: readonly [number, number] | null
  readonly dialog: Dialog | null
  readonly paletteOpen: boolean
  readonly theme: 'dark' | 'light'
  readonly collapsed: Readonly<Record<'left' | 'right' | 'bottom', boolean>>
}

const initial: UiState = {
  page: 'pipelines',
  pipelineUuid: null,
  selection: [],
  centreTab: 'graph',
  bottomTab: 'logs',
  editorTab: 'code',
  inspectorTab: 'output',
  shownRunId: null,
  comparedRunId: null,
  shownModel: null,
  comparedVersions: null,
  dialog: null,
  paletteOpen: false,
  theme: 'dark',
  collapsed: { left: false, right: false, bottom: false },
}

/** What is looked at: pages, tabs, selection, the dialog. Lives as long as the window. */
export const useUiStore = create<UiState>()(() => initial)

/** Changes some of what is looked at. */
export const showUi = (change: Partial<UiState>): void => useUiStore.setState(change)

/** Opens a dialog, or closes the open one with null. */
export const showDialog = (dialog: Dialog | null): void => useUiStore.setState({ dialog })

/** Back to the first state, when another project is opened. */
export const resetUi = (): void => useUiStore.setState((state) => ({ ...initial, theme: state.theme }))
