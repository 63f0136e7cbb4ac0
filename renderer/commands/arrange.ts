import type { Json } from '#shared/model/json.ts'
import type { Arrangement } from '#shared/model/settings.ts'
import { bridge } from '../bridge/bridge.ts'
import { useArrangementStore } from '../state/arrangement-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { pages, showUi, useUiStore } from '../state/ui-store.ts'

/** Dragging a divider changes its place at every move; it is written once the hand rests. */
const restMilliseconds = 400

let waiting: { readonly timer: ReturnType<typeof setTimeout>; readonly projectId: string } | null = null

const write = (projectId: string): void => {
  const { arrangement } = useArrangementStore.getState()
  // A place that could not be remembered is no reason to disturb.
  if (arrangement !== null) void bridge().request('project.arrange', { projectId, arrangement })
}

/** Writes what still waits, before another project is shown or the window closes. */
export const flushArrangement = (): void => {
  if (waiting === null) return
  clearTimeout(waiting.timer)
  write(waiting.projectId)
  waiting = null
}

/** Remembers something about how this project's window is arranged. */
export const arrange = (changes: Readonly<Record<string, Json>>): void => {
  const projectId = currentProjectId()
  const known = useArrangementStore.getState().arrangement
  if (projectId === null || known === null) return
  if (Object.entries(changes).every(([key, value]) => JSON.stringify(known[key]) === JSON.stringify(value))) return
  useArrangementStore.setState({ arrangement: { ...known, ...changes } })
  if (waiting !== null) clearTimeout(waiting.timer)
  waiting = { projectId, timer: setTimeout(flushArrangement, restMilliseconds) }
}

/** Before another project is shown. */
export const forgetArrangement = (): void => {
  flushArrangement()
  useArrangementStore.setState({ arrangement: null })
}

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((known) => known === value)

/** Puts the window as it was left. What is remembered may be old or broken: only what is understood is taken. */
export const restoreArrangement = (arrangement: Arrangement, pipelines: readonly string[]): void => {
  useArrangementStore.setState({ arrangement })
  const { collapsed } = useUiStore.getState()
  const wasCollapsed = (side: string) => arrangement[`collapsed.${side}`] === true
  const remembered = arrangement['view.pipeline']
  const pipelineUuid = oneOf(pipelines, remembered) ?? pipelines[0] ?? null
  showUi({
    pipelineUuid: useUiStore.getState().pipelineUuid ?? pipelineUuid,
    page: oneOf(pages, arrangement['view.page']) ?? 'pipelines',
    centreTab: oneOf(['graph', 'notebook'] as const, arrangement['view.centreTab']) ?? 'graph',
    bottomTab: oneOf(['logs', 'timeline', 'problems'] as const, arrangement['view.bottomTab']) ?? 'logs',
    inspectorTab:
      oneOf(['output', 'columns', 'plots', 'metrics'] as const, arrangement['view.inspectorTab']) ?? 'output',
    collapsed: {
      ...collapsed,
      left: wasCollapsed('left'),
      right: wasCollapsed('right'),
      bottom: wasCollapsed('bottom'),
    },
  })
}

/**
 * Remembers what is looked at whenever it changes.
 * @returns its own undo
 */
export const rememberView = (): (() => void) =>
  useUiStore.subscribe((state) =>
    arrange({
      'view.pipeline': state.pipelineUuid,
      'view.page': state.page,
      'view.centreTab': state.centreTab,
      'view.bottomTab': state.bottomTab,
      'view.inspectorTab': state.inspectorTab,
      'collapsed.left': state.collapsed.left,
      'collapsed.right': state.collapsed.right,
      'collapsed.bottom': state.collapsed.bottom,
    }),
  )
