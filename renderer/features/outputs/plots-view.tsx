import type { BlockRun } from '#shared/model/run.ts'
import { useRequest } from '../../bridge/queries.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import type { BlockRunPlace } from './block-run-place.ts'
import { HtmlView, ImageView } from './preview-view.tsx'

type Plot = {
  readonly path: string
  readonly kind: 'image' | 'html'
  readonly title: string
  readonly output: string | null
}

/** Pictures and pages among outputs and artifacts. */
export const plotsOf = (blockRun: BlockRun): readonly Plot[] => {
  const outputs = blockRun.outputs.flatMap(({ kind, preview, name }) =>
    kind === 'image' || kind === 'html' ? [{ path: preview, kind, title: name, output: name }] : [],
  )
  const artifacts = blockRun.artifacts.flatMap(({ kind, path, title, name }) =>
    kind === 'image' || kind === 'html' ? [{ path, kind, title: title ?? name, output: null }] : [],
  )
  return [...outputs, ...artifacts]
}

const PlotCard = ({ plot, place }: { readonly plot: Plot; readonly place: BlockRunPlace }) => {
  const ofOutput = useRequest('output.preview', plot.output === null ? null : { ...place, output: plot.output })
  const ofArtifact = useRequest('output.artifactUrl', plot.output === null ? { ...place, path: plot.path } : null)
  const error = ofOutput.error ?? ofArtifact.error
  const url = ofOutput.data?.url ?? ofArtifact.data?.url ?? null
  const View = plot.kind === 'image' ? ImageView : HtmlView
  return (
    <figure className="m-0 flex flex-col rounded-md border border-subtle bg-raised">
      <div className="h-72 min-h-0">
        {error !== null ? (
          <ErrorState size="sm" title="The plot could not be read" message={error.message} />
        ) : url === null ? (
          <Skeleton className="m-3 h-64" />
        ) : (
          <View url={url} name={plot.title} />
        )}
      </div>
      <figcaption className="truncate border-subtle border-t px-3 py-1 text-secondary text-xs">{plot.title}</figcaption>
    </figure>
  )
}

/** All pictures of a block run. */
export const PlotsView = ({ blockRun, place }: { readonly blockRun: BlockRun; readonly place: BlockRunPlace }) => {
  const plots = plotsOf(blockRun)
  if (plots.length === 0) {
    const text = 'Figures a block returns, leaves open or saves to its artifacts are shown here.'
    return <EmptyState size="sm" title="No plots" text={text} />
  }
  return (
    <ScrollArea
      label="Plots"
      className="grid h-full auto-rows-max grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-3 overflow-auto p-3"
    >
      {plots.map((plot) => (
        <PlotCard key={`${plot.output ?? ''}${plot.path}`} plot={plot} place={place} />
      ))}
    </ScrollArea>
  )
}
