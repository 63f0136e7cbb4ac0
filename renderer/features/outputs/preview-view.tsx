import type { Preview } from '#shared/model/output.ts'
import { EmptyState, ErrorState } from '../../ui/feedback.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import type { BlockRunPlace } from './block-run-place.ts'
import { TableView } from './table-view.tsx'
import { textPieces } from './text-pieces.ts'

type PreviewOf<Kind extends Preview['kind']> = Extract<Preview, { kind: Kind }>

const TextBlock = ({ text, truncated }: { readonly text: string; readonly truncated: boolean }) => (
  <ScrollArea label="Value" className="h-full overflow-auto p-3">
    <pre className="m-0 select-text whitespace-pre-wrap break-words font-mono text-primary text-sm">
      {textPieces(text).map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name than their place
        <span key={index} className="block [contain-intrinsic-size:auto_800px] [content-visibility:auto]">
          {piece}
        </span>
      ))}
    </pre>
    {truncated && <p className="text-muted text-sm">Only the beginning is shown; the stored output is whole.</p>}
  </ScrollArea>
)

const ObjectView = ({ preview }: { readonly preview: PreviewOf<'model' | 'object'> }) => (
  <ScrollArea label="Value" className="h-full overflow-auto p-3">
    <p className="m-0 select-text font-mono text-primary text-sm">{preview.className}</p>
    {preview.attributes.length > 0 && (
      <dl className="mt-2 grid select-text grid-cols-[max-content_1fr] gap-x-4 gap-y-0.5 font-mono text-sm">
        {preview.attributes.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-secondary">{name}</dt>
            <dd className="m-0 min-w-0 break-words text-primary">{value}</dd>
          </div>
        ))}
      </dl>
    )}
    {preview.attributes.length === 0 && (
      <pre className="mt-2 mb-0 select-text whitespace-pre-wrap break-words font-mono text-secondary text-sm">
        {preview.text}
      </pre>
    )}
  </ScrollArea>
)

const NumberView = ({ preview }: { readonly preview: PreviewOf<'number'> }) => (
  <div className="flex h-full items-center justify-center p-4">
    <output className="select-text font-semibold text-primary text-xl tabular-nums">{preview.text}</output>
  </div>
)

/** A picture made by a block, drawn by the browser as an image: scripts in an SVG do not run. */
export const ImageView = ({ url, name }: { readonly url: string; readonly name: string }) => (
  <div className="flex h-full items-center justify-center overflow-auto p-3">
    <img src={url} alt={name} className="max-h-full max-w-full rounded-md object-contain" />
  </div>
)

/** HTML made by a block: in a frame without scripts of ours, without same origin, without a way out. */
export const HtmlView = ({ url, name }: { readonly url: string; readonly name: string }) => (
  <iframe src={url} title={name} sandbox="allow-scripts" className="size-full border-0 bg-white" />
)

type PreviewViewProps = {
  readonly preview: Preview
  /** Address of the preview's file, where it has one. */
  readonly url: string | null
  readonly place: BlockRunPlace & { readonly output: string }
}

/** One output, by its kind. */
export const PreviewView = ({ preview, url, place }: PreviewViewProps) => {
  switch (preview.kind) {
    case 'table':
      return <TableView key={`${place.runId}/${place.blockUuid}/${place.output}`} place={place} />
    case 'number':
      return <NumberView preview={preview} />
    case 'text':
    case 'json':
      return <TextBlock text={preview.text} truncated={preview.truncated} />
    case 'array':
      return <TextBlock text={`${preview.type} ${preview.shape.join(' × ')}\n\n${preview.text}`} truncated={false} />
    case 'model':
    case 'object':
      return <ObjectView preview={preview} />
    case 'image':
    case 'html': {
      if (url === null)
        return <ErrorState size="sm" title="Nothing to show" message="The file of this preview is gone." />
      const View = preview.kind === 'image' ? ImageView : HtmlView
      return <View url={url} name={`${place.output} of ${place.blockUuid}`} />
    }
    case 'none':
      return <EmptyState size="sm" title="No value" text="The block returned None." />
  }
}
