import { toast } from 'sonner'
import { showExperiments, useExperimentsStore } from '../state/experiments-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showUi } from '../state/ui-store.ts'
import { ask } from './ask.ts'

/** Shows the page of a tracked run. */
export const openTrackedRun = (trackedRunId: string, experimentId?: string): void => {
  showExperiments({ shownId: trackedRunId, ...(experimentId === undefined ? {} : { experimentId }) })
  showUi({ page: 'experiments' })
}

/** Removes tracked runs from the list; MLflow's client can bring them back. */
export const deleteTrackedRuns = async (trackedRunIds: readonly string[]): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null || trackedRunIds.length === 0) return
  const input = { projectId, trackedRunIds: [...trackedRunIds] }
  const deleted = await ask('trackedRun.delete', input, { title: 'They were not deleted' })
  if (deleted === null && currentProjectId() !== projectId) return
  const { selected, shownId } = useExperimentsStore.getState()
  showExperiments({
    selected: selected.filter((id) => !trackedRunIds.includes(id)),
    shownId: shownId !== null && trackedRunIds.includes(shownId) ? null : shownId,
  })
}

/** Begins to answer MLflow's clients and copies the lines that a notebook or a terminal needs. @returns the lines */
export const connectNotebook = async (): Promise<string | null> => {
  const projectId = currentProjectId()
  if (projectId === null) return null
  const server = await ask('tracking.server', { projectId }, { title: 'The tracking server did not start' })
  if (server === null) return null
  const text = `export MLFLOW_TRACKING_URI=${server.url}\nexport MLFLOW_TRACKING_TOKEN=${server.token}`
  await ask('system.copyText', { text }, { title: 'It was not copied' })
  return text
}

/** What became of an import or export, in a sentence. */
const movedWords = (verb: string, moved: { readonly trackedRuns: number; readonly skipped: number }): string =>
  `${verb} ${moved.trackedRuns} runs${moved.skipped === 0 ? '' : `; ${moved.skipped} were there already`}.`

/** Takes over a store of MLflow that the user chooses: its folder, or its SQLite file. */
export const importExperiments = async (kind: 'folder' | 'file'): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const what = kind === 'folder' ? 'The folder of MLflow, such as mlruns' : 'The database of MLflow, such as mlflow.db'
  const dialog = kind === 'folder' ? 'system.chooseFolder' : 'system.chooseFile'
  const chosen = await ask(dialog, { title: what }, { title: 'Nothing was chosen' })
  if (chosen === null || chosen.path === null) return
  const moved = await ask('tracking.import', { projectId, path: chosen.path }, { title: 'It was not imported' })
  if (moved !== null) toast.success(movedWords('Imported', moved))
}

/** Writes the experiments into a folder in the layout of MLflow's file store. */
export const exportExperiments = async (): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const chosen = await ask(
    'system.chooseFolder',
    { title: 'The folder to write into' },
    { title: 'Nothing was chosen' },
  )
  if (chosen === null || chosen.path === null) return
  const moved = await ask('tracking.export', { projectId, path: chosen.path }, { title: 'It was not exported' })
  if (moved !== null) toast.success(movedWords('Exported', moved))
}
