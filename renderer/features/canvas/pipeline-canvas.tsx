import { ReactFlowProvider } from '@xyflow/react'
import { Plus, Workflow } from 'lucide-react'
import { useProject } from '../../bridge/queries/project.ts'
import { useRequest } from '../../bridge/queries.ts'
import { openPipeline } from '../../commands/pipeline-commands.ts'
import { runCommand } from '../../commands/registry.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/feedback.tsx'
import { GraphView } from './graph-view.tsx'
import { UnreadablePipeline } from './unreadable-pipeline.tsx'
import { useKeptFocus } from './use-kept-focus.ts'
import './canvas.css'

const NoPipeline = () => {
  const pipelines = useProject()?.pipelines ?? []
  const readable = pipelines.filter((pipeline) => pipeline.readable).slice(0, 5)
  return (
    <EmptyState
      icon={<Workflow size={24} />}
      title={pipelines.length === 0 ? 'This project has no pipelines yet' : 'No pipeline is open'}
      text={
        pipelines.length === 0
          ? 'A pipeline is a graph of blocks: each block is a code file, each arrow hands an output on.'
          : 'Choose one to see its graph.'
      }
      action={
        <div className="flex max-w-120 flex-wrap justify-center gap-2">
          {readable.map(({ uuid, name }) => (
            <Button key={uuid} onClick={() => openPipeline(uuid)}>
              {name}
            </Button>
          ))}
          <Button
            variant={pipelines.length === 0 ? 'primary' : 'ghost'}
            icon={<Plus size={14} />}
            onClick={() => void runCommand('pipeline.new')}
          >
            New pipeline
          </Button>
        </div>
      }
    />
  )
}

const ghosts = [
  { left: '8%', top: '18%' },
  { left: '8%', top: '42%' },
  { left: '38%', top: '30%' },
  { left: '68%', top: '22%' },
  { left: '68%', top: '46%' },
] as const

const Loading = () => (
  <div role="status" aria-label="Reading the pipeline" className="absolute inset-0">
    {ghosts.map((place) => (
      <div
        key={`${place.left} ${place.top}`}
        style={place}
        className="absolute h-[62px] w-[196px] animate-pulse rounded-lg border border-subtle bg-raised"
      />
    ))}
  </div>
)

const Shown = ({ projectId, pipelineUuid }: { readonly projectId: string; readonly pipelineUuid: string }) => {
  const { data, error } = useRequest('pipeline.get', { projectId, pipelineUuid })
  if (error !== null)
    return <UnreadablePipeline what="The graph" pipelineUuid={pipelineUuid} message={error.appError.message} />
  if (data === undefined) return <Loading />
  return (
    <ReactFlowProvider key={data.uuid}>
      <GraphView pipeline={data} />
    </ReactFlowProvider>
  )
}

/** The Graph tab: the shown pipeline as a graph, or what to do where there is none. */
export const PipelineCanvas = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  const nothing = projectId === null || pipelineUuid === null
  const canvas = useKeptFocus()
  return (
    // Focusable itself, so that keys still mean the canvas after a click on its ground or when the focused block is gone.
    <div
      ref={canvas}
      tabIndex={-1}
      data-command-scope="canvas"
      className="pipeline-canvas relative size-full min-h-0 overflow-hidden bg-canvas text-primary outline-none"
    >
      {nothing ? <NoPipeline /> : <Shown projectId={projectId} pipelineUuid={pipelineUuid} />}
    </div>
  )
}
