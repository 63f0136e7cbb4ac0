import { useEffect } from 'react'
import { useRequest } from '../bridge/queries.ts'
import { restoreArrangement } from '../commands/arrange.ts'
import { closeProject } from '../commands/project-opening.ts'
import { ExperimentsPage } from '../features/experiments/experiments-page.tsx'
import { MonitorPage } from '../features/monitor/monitor-page.tsx'
import { OverviewPage } from '../features/overview/overview-page.tsx'
import { Rail } from '../features/rail/rail.tsx'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { StatusBar } from '../features/status-bar/status-bar.tsx'
import { TitleBar } from '../features/title-bar/title-bar.tsx'
import { useArrangementStore } from '../state/arrangement-store.ts'
import { type Page, useUiStore } from '../state/ui-store.ts'
import { Button } from '../ui/button.tsx'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { ErrorState } from '../ui/feedback.tsx'
import { ModelsPage } from './models-page.tsx'
import { FilesSlot, RunsSlot, TriggersSlot } from './page-slots.tsx'
import { PipelinePage } from './pipeline-page.tsx'

const ShownPage = ({ page }: { readonly page: Page }) => {
  switch (page) {
    case 'files':
      return <FilesSlot />
    case 'runs':
      return <RunsSlot />
    case 'overview':
      return <OverviewPage />
    case 'triggers':
      return <TriggersSlot />
    case 'models':
      return <ModelsPage />
    case 'experiments':
      return <ExperimentsPage />
    case 'monitor':
      return <MonitorPage />
    case 'settings':
      return <SettingsPage />
    default:
      return <PipelinePage />
  }
}

/** Everything around an open project: title bar, rail, the page, status bar. */
export const Workbench = ({ projectId }: { readonly projectId: string }) => {
  const project = useRequest('project.get', { projectId })
  const remembered = useRequest('project.arrangement', { projectId })
  const page = useUiStore((state) => state.page)
  const arranged = useArrangementStore((state) => state.arrangement !== null)
  useEffect(() => {
    if (arranged || project.data === undefined || remembered.isPending) return
    restoreArrangement(
      remembered.data ?? {},
      project.data.pipelines.map((pipeline) => pipeline.uuid),
    )
  }, [arranged, project.data, remembered.data, remembered.isPending])
  useShownPipeline(project.data?.pipelines)
  return (
    <div className="flex h-full flex-col bg-window">
      <TitleBar />
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className="min-w-0 flex-1 bg-canvas">
          <h1 className="sr-only">{project.data?.name ?? 'Pipewright'}</h1>
          {project.isError ? (
            <ErrorState
              title="The project could not be read"
              message={project.error.message}
              action={<Button onClick={() => void closeProject()}>Close project</Button>}
            />
          ) : arranged && project.data !== undefined ? (
            <ErrorBoundary key={page} name="This page">
              <ShownPage page={page} />
            </ErrorBoundary>
          ) : (
            <div className="h-full bg-canvas" aria-busy="true" />
          )}
        </main>
      </div>
      <StatusBar />
    </div>
  )
}

/** A pipeline that went away (deleted, renamed elsewhere) gives its place to the first one left. */
const useShownPipeline = (pipelines: readonly { readonly uuid: string }[] | undefined) => {
  const shown = useUiStore((state) => state.pipelineUuid)
  const arranged = useArrangementStore((state) => state.arrangement !== null)
  useEffect(() => {
    if (!arranged || pipelines === undefined || pipelines.some((pipeline) => pipeline.uuid === shown)) return
    // The list may be older than the pipeline just made: what is newer than the list stays for one look more.
    const timer = setTimeout(() => {
      useUiStore.setState({ pipelineUuid: pipelines[0]?.uuid ?? null, selection: [] })
    }, 500)
    return () => clearTimeout(timer)
  }, [arranged, pipelines, shown])
}
