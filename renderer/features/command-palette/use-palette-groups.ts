import type { RequestOutput } from '#shared/contract/requests.ts'
import { blockTypeSchema } from '#shared/model/block.ts'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openFile } from '../../commands/file-commands.ts'
import { keysLabel } from '../../commands/keys.ts'
import { openPipeline } from '../../commands/pipeline-commands.ts'
import { commands, runCommand } from '../../commands/registry.ts'
import { openRun } from '../../commands/run-commands.ts'
import { showCanvas } from '../../state/canvas-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { bestGroups, bestMatches, type PaletteEntry, type PaletteGroup } from './palette-entry.ts'

/** What can be done now stands before what cannot. */
const commandEntries = (): PaletteEntry[] =>
  commands
    .filter((command) => command.hidden !== true)
    .map(
      (command): PaletteEntry => ({
        id: `command:${command.id}`,
        label: command.label,
        hint: command.keys?.[0] === undefined ? command.group : keysLabel(command.keys[0]),
        icon: { kind: 'command' },
        disabled: command.enabled?.() === false,
        run: () => void runCommand(command.id),
      }),
    )
    .toSorted((a, b) => Number(a.disabled) - Number(b.disabled))

const blockEntry = (block: RequestOutput<'project.blocks'>[number]): PaletteEntry => {
  const type = blockTypeSchema.safeParse(block.type)
  return {
    id: `block:${block.pipelineUuid}/${block.blockUuid}`,
    label: block.blockUuid,
    hint: block.pipelineUuid,
    icon: { kind: 'block', type: type.success ? type.data : 'custom' },
    disabled: false,
    run: () => {
      openPipeline(block.pipelineUuid)
      const isNotebook = useUiStore.getState().centreTab === 'notebook'
      showUi({ centreTab: isNotebook ? 'notebook' : 'graph', selection: [block.blockUuid] })
      showCanvas({ viewRequest: { kind: 'reveal', block: block.blockUuid, focus: false } })
      if (block.file !== null) void openFile(block.file)
    },
  }
}

const runEntry = (run: RequestOutput<'run.list'>[number]): PaletteEntry => ({
  id: `run:${run.id}`,
  label: `Run ${run.id}`,
  hint: run.pipelineUuid,
  icon: { kind: 'run', state: run.state },
  disabled: false,
  run: () => openRun(run.id),
})

const fileEntry = (path: string): PaletteEntry => ({
  id: `file:${path}`,
  label: path.split('/').at(-1) ?? path,
  hint: path,
  icon: { kind: 'file' },
  disabled: false,
  run: () => void openFile(path),
})

/** Everything the palette finds for a text, in groups. */
export const usePaletteGroups = (text: string): readonly PaletteGroup[] => {
  const projectId = useProjectStore((state) => state.projectId)
  const typed = text.trim()
  const inProject = projectId === null ? null : { projectId }
  const pipelines = useProject()?.pipelines ?? []
  const blocks = useRequest('project.blocks', inProject).data ?? []
  const runs = useRequest(
    'run.list',
    projectId === null ? null : { projectId, pipelineUuid: null, states: null, before: null, limit: 50 },
  ).data
  const files = useRequest(
    'file.search',
    projectId === null || typed === '' ? null : { projectId, query: typed, limit: 20 },
  ).data
  const pipelineEntries = pipelines.map(
    (pipeline): PaletteEntry => ({
      id: `pipeline:${pipeline.uuid}`,
      label: pipeline.name,
      hint: pipeline.description ?? '',
      icon: { kind: 'pipeline' },
      disabled: false,
      run: () => openPipeline(pipeline.uuid),
    }),
  )
  const fileEntries = (files ?? []).filter((file) => file.kind === 'file').map((file) => fileEntry(file.path))
  const groups: PaletteGroup[] = [
    { heading: 'Pipelines', entries: bestMatches(pipelineEntries, typed, 6) },
    { heading: 'Blocks', entries: bestMatches(blocks.map(blockEntry), typed, typed === '' ? 5 : 12) },
    { heading: 'Files', entries: fileEntries },
    { heading: 'Runs', entries: bestMatches((runs ?? []).map(runEntry), typed, typed === '' ? 3 : 8) },
    { heading: 'Commands', entries: bestMatches(commandEntries(), typed, 60) },
  ]
  return bestGroups(groups, typed)
}
