import { History } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useRequest } from '../../bridge/queries.ts'
import { changeBuffer, type EditorBuffer } from '../../state/editor-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatBytes } from '../../ui/format.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { Banner } from './banner.tsx'

const DiffView = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }))

type Version = { readonly id: string; readonly time: number; readonly bytes: number }

const VersionList = ({
  versions,
  chosen,
  onChoose,
}: {
  readonly versions: readonly Version[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
}) => (
  <ul aria-label="Earlier texts" className="m-0 max-h-36 shrink-0 list-none overflow-y-auto border-subtle border-b p-1">
    {versions.map((version) => (
      <li key={version.id}>
        <button
          type="button"
          aria-pressed={version.id === chosen}
          className={classNames(
            'flex h-6 w-full items-center gap-3 rounded-sm px-2 text-left text-sm tabular-nums hover:bg-hover',
            version.id === chosen ? 'bg-hover text-primary' : 'text-secondary',
          )}
          onClick={() => onChoose(version.id)}
        >
          <TimeText time={version.time} className="flex-1" />
          <span className="text-muted text-xs">{formatBytes(version.bytes)}</span>
        </button>
      </li>
    ))}
  </ul>
)

const restore = (path: string, text: string): void => {
  changeBuffer(path, (buffer) => ({ ...buffer, text }))
  showUi({ editorTab: 'code' })
}

const Comparison = ({ buffer, id }: { readonly buffer: EditorBuffer; readonly id: string }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const { path } = buffer
  const earlier = useRequest('file.historyText', projectId === null ? null : { projectId, path, id })
  if (earlier.isError) return <ErrorState size="sm" title="This text cannot be read" message={earlier.error.message} />
  if (earlier.data === undefined) return <SkeletonLines />
  const { text } = earlier.data
  return (
    <>
      <Banner
        tone="info"
        text={
          <span className="text-secondary">{text === buffer.text ? 'The same as now' : 'Left: then. Right: now.'}</span>
        }
        actions={
          <Button size="sm" disabled={text === buffer.text} onClick={() => restore(path, text)}>
            Restore this text
          </Button>
        }
      />
      <div className="min-h-0 flex-1">
        <Suspense fallback={<SkeletonLines />}>
          <DiffView other={text} buffer={buffer} editable={false} />
        </Suspense>
      </div>
    </>
  )
}

/** Looking again costs little, and a save made on another tab is there at once. */
const useAskAgain = (ask: () => Promise<unknown>, etag: string | null | undefined): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: every save gives another etag, and with it another list
  useEffect(() => {
    void ask()
  }, [ask, etag])
}

/** Earlier texts of a file, as they were before each save, compared with the one now. Restoring is an edit: undo takes it back. */
export const FileHistory = ({ path, buffer }: { readonly path: string; readonly buffer: EditorBuffer | undefined }) => {
  const projectId = useProjectStore((state) => state.projectId)
  const etag = buffer?.etag
  const history = useRequest('file.history', projectId === null ? null : { projectId, path })
  const [chosen, setChosen] = useState<string | null>(null)
  useAskAgain(history.refetch, etag)
  if (history.isError) {
    return <ErrorState size="sm" title="The history cannot be read" message={history.error.message} />
  }
  if (history.data === undefined || buffer === undefined) return <SkeletonLines />
  const id = history.data.find((version) => version.id === chosen)?.id ?? history.data[0]?.id
  if (id === undefined) {
    return (
      <EmptyState
        size="sm"
        icon={<History size={20} />}
        title="No earlier text yet"
        text="Each save keeps the text before it. It shows here and can be compared and restored."
      />
    )
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <VersionList versions={history.data} chosen={id} onChoose={setChosen} />
      <Comparison buffer={buffer} id={id} />
    </div>
  )
}
