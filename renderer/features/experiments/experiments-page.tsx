import { useRequest } from '../../bridge/queries.ts'
import { useExperimentsStore } from '../../state/experiments-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { SplitGroup, SplitHandle, SplitPanel } from '../../ui/splitter.tsx'
import { ExperimentList } from './experiment-list.tsx'
import { ExperimentView } from './experiment-view.tsx'
import { NoExperiments } from './no-experiments.tsx'
import { TrackedRunPage } from './tracked-run-page.tsx'

/** Experiments on the left; the chosen one, or one of its tracked runs, on the right. */
export const ExperimentsPage = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const list = useRequest('experiment.list', projectId === null ? null : { projectId })
  const chosenId = useExperimentsStore((state) => state.experimentId)
  const shownId = useExperimentsStore((state) => state.shownId)
  if (list.isError) return <ErrorState title="The experiments could not be read" message={list.error.message} />
  if (list.data === undefined) return <SkeletonLines label="Reading the experiments" />
  // MLflow's clients expect a first experiment to be there; while it is empty it says nothing.
  const experiments = list.data.filter(({ id, runs }) => id !== '0' || runs > 0)
  const shown = experiments.find(({ id }) => id === chosenId) ?? experiments[0]
  if (shown === undefined) return <NoExperiments />
  return (
    <SplitGroup orientation="horizontal" id="experiments-page">
      <SplitPanel id="experiment-list" defaultSize={240} minSize={160} groupResizeBehavior="preserve-pixel-size">
        <ExperimentList experiments={experiments} shownId={shown.id} />
      </SplitPanel>
      <SplitHandle label="Width of the list of experiments" orientation="horizontal" />
      <SplitPanel id="experiment" minSize={400}>
        <div className="h-full min-h-0 bg-canvas">
          {shownId === null ? (
            <ExperimentView key={shown.id} experiment={shown} />
          ) : (
            <TrackedRunPage trackedRunId={shownId} />
          )}
        </div>
      </SplitPanel>
    </SplitGroup>
  )
}
