import { FileWarning } from 'lucide-react'
import { usePicture } from '../../bridge/queries/picture.ts'
import { revealFile } from '../../commands/file-entries.ts'
import { readFile } from '../../commands/file-reading.ts'
import type { EditorBuffer } from '../../state/editor-store.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, SkeletonLines } from '../../ui/feedback.tsx'
import { formatBytes } from '../../ui/format.ts'
import { PictureView } from './picture-view.tsx'
import { baseName } from './tab-names.ts'

type NotTextProps = { readonly projectId: string; readonly buffer: EditorBuffer }

/** A file that is no text: the picture it holds, or what it is and where to open it. */
export const NotText = ({ projectId, buffer: { path, etag, message } }: NotTextProps) => {
  const { data, isPending } = usePicture({ projectId, path, etag })
  if (isPending) return <SkeletonLines label="Reading the file" />
  const picture = data?.picture ?? null
  if (data !== undefined && picture !== null) {
    const source = `data:${picture.mime};base64,${picture.base64}`
    return <PictureView key={source} name={baseName(path)} source={source} bytes={data.bytes} />
  }
  return (
    <EmptyState
      icon={<FileWarning size={22} />}
      title="This file is not shown as text"
      text={
        <>
          <p className="m-0">{message ?? 'It is no text file.'}</p>
          {data === undefined ? null : (
            <p className="m-0 mt-1 text-muted">
              {baseName(path)} · {formatBytes(data.bytes)}
            </p>
          )}
        </>
      }
      action={
        <>
          <Button onClick={() => void revealFile(path)}>Show in file manager</Button>
          {etag === null ? <Button onClick={() => void readFile(path)}>Try again</Button> : null}
        </>
      }
    />
  )
}
