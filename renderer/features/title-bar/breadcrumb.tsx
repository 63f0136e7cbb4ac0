import { useProject } from '../../bridge/queries/project.ts'
import { openModel } from '../../commands/model-commands.ts'
import { openPipeline } from '../../commands/pipeline-commands.ts'
import { chooseAndOpenFolder, closeProject, openFolder } from '../../commands/project-opening.ts'
import { runCommand } from '../../commands/registry.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { type Page, useUiStore } from '../../state/ui-store.ts'
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx'
import { StatusDot } from '../../ui/state.tsx'

const crumb = 'min-w-0 truncate rounded-sm px-1 py-0.5 text-md hover:bg-hover data-[state=open]:bg-hover'

const Slash = () => (
  <span aria-hidden="true" className="px-1 text-muted">
    /
  </span>
)

const ProjectCrumb = ({ name, path }: { readonly name: string; readonly path: string }) => {
  const recent = useProjectStore((state) => state.start?.recentProjects) ?? []
  const others = recent.filter((known) => known.path !== path && known.exists).slice(0, 10)
  const entries: MenuEntry[] = [
    ...(others.length === 0 ? [] : [{ kind: 'heading', label: 'Recent projects' } as const]),
    ...others.map((known) => ({ label: known.name, hint: known.path, onSelect: () => void openFolder(known.path) })),
    ...(others.length === 0 ? [] : [{ kind: 'separator' } as const]),
    { label: 'Open folder…', onSelect: () => void chooseAndOpenFolder() },
    { label: 'New project…', onSelect: () => void runCommand('project.create') },
    { label: 'Show in file manager', onSelect: () => void runCommand('project.reveal') },
    { kind: 'separator' },
    { label: 'Close project', onSelect: () => void closeProject() },
  ]
  return (
    <DropdownMenu entries={entries}>
      <button
        type="button"
        title={path}
        aria-label={`Project ${name}`}
        className={`${crumb} max-w-[24ch] font-medium text-primary`}
      >
        {name}
      </button>
    </DropdownMenu>
  )
}

const PipelineCrumb = ({ uuid }: { readonly uuid: string }) => {
  const pipelines = useProject()?.pipelines ?? []
  const shown = pipelines.find((pipeline) => pipeline.uuid === uuid)
  const entries: MenuEntry[] = [
    { kind: 'heading', label: 'Pipelines' },
    ...pipelines.map((pipeline) => ({
      label: pipeline.name,
      icon: <StatusDot state={pipeline.lastRun?.state ?? null} />,
      ...(pipeline.name === pipeline.uuid ? {} : { hint: pipeline.uuid }),
      onSelect: () => openPipeline(pipeline.uuid),
    })),
    { kind: 'separator' },
    { label: 'New pipeline…', onSelect: () => void runCommand('pipeline.new') },
  ]
  const name = shown?.name ?? uuid
  return (
    <DropdownMenu entries={entries}>
      <button
        type="button"
        aria-label={`Pipeline ${name}`}
        className={`${crumb} max-w-[32ch] shrink-[2] text-secondary`}
        title={name}
      >
        {name}
      </button>
    </DropdownMenu>
  )
}

const pageNames: Readonly<Partial<Record<Page, string>>> = {
  files: 'Files',
  settings: 'Settings',
  runs: 'Runs',
  overview: 'Overview',
  triggers: 'Triggers',
  monitor: 'Monitor',
  experiments: 'Experiments',
  models: 'Models',
}

/** Project / pipeline / what else is shown. Project and pipeline open a switcher. */
export const Breadcrumb = () => {
  const project = useProject()
  const page = useUiStore((state) => state.page)
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  const runId = useUiStore((state) => state.shownRunId)
  const shownModel = useUiStore((state) => state.shownModel)
  if (project === undefined) return null
  const last = page === 'runs' && runId !== null ? `Run ${runId}` : pageNames[page]
  const showsPipeline = pipelineUuid !== null && (page === 'pipelines' || page === 'runs')
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 items-center">
      <ProjectCrumb name={project.name} path={project.path} />
      {showsPipeline && (
        <>
          <Slash />
          <PipelineCrumb uuid={pipelineUuid} />
        </>
      )}
      {last === undefined ? null : (
        <>
          <Slash />
          {page === 'models' && shownModel !== null ? (
            <button type="button" className={`${crumb} shrink-0 text-secondary`} onClick={() => openModel(null)}>
              {last}
            </button>
          ) : (
            <span className="shrink-0 px-1 text-md text-secondary">{last}</span>
          )}
        </>
      )}
      {page === 'models' && shownModel !== null ? (
        <>
          <Slash />
          <span className="min-w-0 truncate px-1 text-md text-secondary" title={shownModel}>
            {shownModel}
          </span>
        </>
      ) : null}
    </nav>
  )
}
