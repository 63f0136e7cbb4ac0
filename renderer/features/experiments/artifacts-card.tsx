import { ChevronRight, File, Folder } from 'lucide-react'
import { useState } from 'react'
import type { RequestOutput } from '#shared/contract/requests.ts'
import type { TrackedArtifact } from '#shared/model/tracking.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { classNames } from '../../ui/class-names.ts'
import { ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatBytes } from '../../ui/format.ts'

type Preview = RequestOutput<'trackedRun.artifact'>

/** Cells and rows of a file have no name but their place. */
const placed = <Value,>(values: readonly Value[]) => values.map((value, at) => ({ key: `place-${at}`, value }))

const Table = ({ preview }: { readonly preview: Extract<Preview, { kind: 'table' }> }) => (
  <div className="max-h-120 overflow-auto">
    <table className="w-full border-collapse font-mono text-sm">
      <thead>
        <tr className="text-left text-secondary">
          {placed(preview.columns).map(({ key, value }) => (
            <th key={key} className="px-2 py-1 font-medium font-sans text-xs">
              {value}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {placed(preview.rows).map(({ key, value: row }) => (
          <tr key={key} className="border-subtle border-t">
            {placed(row).map((cell) => (
              <td key={cell.key} className="select-text whitespace-nowrap px-2 py-1 text-primary">
                {cell.value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const Shown = ({ preview, name }: { readonly preview: Preview; readonly name: string }) => {
  switch (preview.kind) {
    case 'image':
      return <img src={preview.url} alt={name} className="max-h-120 max-w-full object-contain" />
    case 'text':
      return (
        <pre className="m-0 select-text overflow-auto font-mono text-primary text-xs">
          {preview.text}
          {preview.truncated ? '\n…' : ''}
        </pre>
      )
    case 'table':
      return <Table preview={preview} />
    case 'other':
      return <p className="m-0 text-muted text-sm">{formatBytes(preview.bytes)}; nothing to look at.</p>
  }
}

type PlaceProps = { readonly trackedRunId: string; readonly path: string }

const ArtifactPreview = ({ trackedRunId, path }: PlaceProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const preview = useRequest('trackedRun.artifact', projectId === null ? null : { projectId, trackedRunId, path })
  if (preview.isError) return <ErrorState size="sm" title="It could not be read" message={preview.error.message} />
  if (preview.data === undefined) return <SkeletonLines count={3} label="Reading the file" />
  return <Shown preview={preview.data} name={path} />
}

type FolderProps = PlaceProps & {
  readonly shown: string | null
  readonly onShow: (path: string) => void
  readonly depth: number
}

const Entry = ({ artifact, ...rest }: Omit<FolderProps, 'path'> & { readonly artifact: TrackedArtifact }) => {
  const { shown, onShow, depth, trackedRunId } = rest
  const [isOpen, setOpen] = useState(false)
  const name = artifact.path.slice(artifact.path.lastIndexOf('/') + 1)
  return (
    <li>
      <button
        type="button"
        aria-expanded={artifact.isFolder ? isOpen : undefined}
        aria-current={shown === artifact.path}
        className={classNames(
          'flex h-7 w-full items-center gap-1.5 rounded-sm pr-2 text-left text-sm',
          shown === artifact.path ? 'bg-accent-soft text-primary' : 'text-secondary hover:bg-hover',
        )}
        style={{ paddingLeft: 6 + depth * 14 }}
        onClick={() => (artifact.isFolder ? setOpen(!isOpen) : onShow(artifact.path))}
      >
        {artifact.isFolder ? (
          <ChevronRight size={12} className={classNames('shrink-0', isOpen && 'rotate-90')} />
        ) : (
          <span className="w-3 shrink-0" />
        )}
        {artifact.isFolder ? <Folder size={13} className="shrink-0" /> : <File size={13} className="shrink-0" />}
        <span className="min-w-0 flex-1 truncate" title={artifact.path}>
          {name}
        </span>
        {artifact.bytes === null ? null : <span className="text-muted text-xs">{formatBytes(artifact.bytes)}</span>}
      </button>
      {isOpen ? <FolderList path={artifact.path} {...{ shown, onShow, trackedRunId }} depth={depth + 1} /> : null}
    </li>
  )
}

const FolderList = ({ trackedRunId, path, ...rest }: FolderProps) => {
  const projectId = useProjectStore((state) => state.projectId)
  const listed = useRequest('trackedRun.artifacts', projectId === null ? null : { projectId, trackedRunId, path })
  if (listed.isError) return <p className="m-0 px-2 text-failed text-sm">{listed.error.message}</p>
  if (listed.data === undefined) return <SkeletonLines count={2} label="Reading the files" />
  if (listed.data.length === 0) return <p className="m-0 px-2 text-muted text-sm">None.</p>
  return (
    <ul className="m-0 list-none p-0">
      {listed.data.map((artifact) => (
        <Entry key={artifact.path} artifact={artifact} trackedRunId={trackedRunId} {...rest} />
      ))}
    </ul>
  )
}

/** Files a tracked run left, with a look into them. */
export const ArtifactsBrowser = ({ trackedRunId }: { readonly trackedRunId: string }) => {
  const [shown, setShown] = useState<string | null>(null)
  return (
    <div className="flex min-h-0 flex-col gap-3 px-4 pb-4 @3xl:flex-row">
      <div className="w-full shrink-0 @3xl:w-72">
        <FolderList trackedRunId={trackedRunId} path="" shown={shown} onShow={setShown} depth={0} />
      </div>
      {shown === null ? null : (
        <div className="min-w-0 flex-1 overflow-hidden rounded-md border border-subtle p-3">
          <ArtifactPreview trackedRunId={trackedRunId} path={shown} />
        </div>
      )}
    </div>
  )
}
