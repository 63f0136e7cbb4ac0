import type { RequestOutput } from '#shared/contract/requests.ts'
import type { PipelineEdit } from '#shared/model/pipeline.ts'
import { askAgain } from '../bridge/answers.ts'
import { bridge } from '../bridge/bridge.ts'
import { showCanvas } from '../state/canvas-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'
import { sendEdits, takePipeline } from './pipeline-edit.ts'

type PipelineGraph = RequestOutput<'pipeline.get'>

/** Shows a pipeline on the pipelines page. */
export const openPipeline = (pipelineUuid: string): void => {
  const known = useUiStore.getState()
  showUi({
    page: 'pipelines',
    pipelineUuid,
    selection: known.pipelineUuid === pipelineUuid ? known.selection : [],
  })
  if (known.pipelineUuid !== pipelineUuid) {
    showCanvas({ mode: { kind: 'idle' }, selectedEdge: null, highlighted: null, matches: null, moving: null })
  }
}

const show = async (projectId: string, pipeline: PipelineGraph | null): Promise<boolean> => {
  if (pipeline === null) return false
  takePipeline(projectId, pipeline)
  await askAgain('project.get')
  openPipeline(pipeline.uuid)
  return true
}

/** @returns whether the pipeline was made */
export const createPipeline = async (made: {
  readonly name: string
  readonly description: string | null
  readonly tags: readonly string[]
}): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const title = 'The pipeline was not created'
  return show(projectId, await ask('pipeline.create', { projectId, ...made, tags: [...made.tags] }, { title }))
}

/** A copy of a pipeline under another name; block files are shared. */
export const clonePipeline = async (pipelineUuid: string, name: string): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const title = 'The pipeline was not cloned'
  return show(projectId, await ask('pipeline.clone', { projectId, pipelineUuid, name }, { title }))
}

/** Renames a pipeline; its folder and triggers move along. */
export const renamePipeline = async (pipelineUuid: string, name: string): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const renamed = await ask(
    'pipeline.rename',
    { projectId, pipelineUuid, name },
    { title: 'The pipeline was not renamed' },
  )
  if (renamed === null) return false
  takePipeline(projectId, renamed)
  if (useUiStore.getState().pipelineUuid === pipelineUuid) showUi({ pipelineUuid: renamed.uuid })
  await askAgain('project.get')
  return true
}

/** Moves a pipeline to the trash; block files stay. */
export const deletePipeline = async (pipelineUuid: string): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  // Not by `ask`: its null says both "done" and "failed" where a request gives nothing back.
  const result = await bridge().request('pipeline.delete', { projectId, pipelineUuid })
  if (!result.ok) {
    showDialog({ kind: 'error', error: result.error, title: 'The pipeline was not deleted' })
    return false
  }
  if (useUiStore.getState().pipelineUuid === pipelineUuid) showUi({ pipelineUuid: null, selection: [] })
  await askAgain('project.get')
  return true
}

type Properties = Omit<Extract<PipelineEdit, { kind: 'set-properties' }>, 'kind'>

/** Changes description and tags of a pipeline. */
export const setPipelineProperties = async (pipelineUuid: string, properties: Properties): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const answer = await sendEdits({ projectId, pipelineUuid }, [{ kind: 'set-properties', ...properties }], 'Properties')
  if (answer !== null) await askAgain('project.get')
  return answer !== null
}

/** Path of a pipeline's file in the project. */
export const pipelineFile = (pipelineUuid: string): string => `pipelines/${pipelineUuid}/metadata.yaml`

/** Shows a pipeline's file in the system's file manager. */
export const revealPipeline = async (pipelineUuid: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('project.reveal', { projectId, path: pipelineFile(pipelineUuid) }, { title: 'The folder was not opened' })
}

const shownUuid = (): string | null => useUiStore.getState().pipelineUuid

const onShown = (act: (pipelineUuid: string) => void | Promise<void>) => async (): Promise<void> => {
  const pipelineUuid = shownUuid()
  if (pipelineUuid !== null) await act(pipelineUuid)
}

const pipeline = (command: Omit<Command, 'group' | 'enabled'>): Command => ({
  ...command,
  group: 'Pipeline',
  enabled: () => shownUuid() !== null,
})

export const pipelineCommands: readonly Command[] = [
  {
    id: 'pipeline.new',
    label: 'New pipeline…',
    group: 'Pipeline',
    keys: ['Mod+Alt+N'],
    enabled: () => currentProjectId() !== null,
    run: () => showDialog({ kind: 'new-pipeline' }),
  },
  pipeline({
    id: 'pipeline.rename',
    label: 'Rename pipeline…',
    run: onShown((pipelineUuid) => showDialog({ kind: 'rename-pipeline', pipelineUuid })),
  }),
  pipeline({
    id: 'pipeline.clone',
    label: 'Clone pipeline…',
    run: onShown((pipelineUuid) => showDialog({ kind: 'clone-pipeline', pipelineUuid })),
  }),
  pipeline({
    id: 'pipeline.properties',
    label: 'Pipeline properties…',
    run: onShown((pipelineUuid) => showDialog({ kind: 'pipeline-properties', pipelineUuid })),
  }),
  pipeline({ id: 'pipeline.reveal', label: 'Show pipeline in file manager', run: onShown(revealPipeline) }),
  pipeline({
    id: 'pipeline.delete',
    label: 'Delete pipeline…',
    run: onShown((pipelineUuid) => showDialog({ kind: 'delete-pipeline', pipelineUuid })),
  }),
]
