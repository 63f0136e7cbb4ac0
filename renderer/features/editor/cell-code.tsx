import { FilePlus2, FileWarning, GitCompare } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { openFile } from '../../commands/file-commands.ts'
import { makeMissingFile, revealFile } from '../../commands/file-entries.ts'
import { readFile } from '../../commands/file-reading.ts'
import { saveFile } from '../../commands/file-saving.ts'
import { type EditorBuffer, useEditorStore } from '../../state/editor-store.ts'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/feedback.tsx'
import { Banner } from './banner.tsx'
import type { CellEditorProps } from './cell-editor.tsx'
import { cellHeight, cellPadding, gutterOf } from './cell-metrics.ts'
import { useUserOptions } from './code-options.ts'
import './editor.css'

const CellEditor = lazy(async () => ({ default: (await import('./cell-editor.tsx')).CellEditor }))

export type CellCodeProps = Omit<CellEditorProps, 'buffer'> & {
  readonly path: string
  /** Whether the cell may have an editor now; before, its text stands there without one. */
  readonly ready: boolean
}

/** The text where an editor will draw it: a cell that scrolls by needs none. */
const PlainCode = ({ buffer }: { readonly buffer: EditorBuffer }) => {
  const { fontSize = 12, lineHeight = 20 } = useUserOptions()
  const { lineNumbersLeft, lineNumbersWidth, contentLeft } = gutterOf(buffer)
  const numbers = buffer.text.split(/\r\n|\r|\n/).map((_, index) => index + 1)
  return (
    <div
      className="relative overflow-hidden bg-canvas font-mono [font-feature-settings:'liga'_0]"
      style={{ height: cellHeight(buffer.text, lineHeight), fontSize, lineHeight: `${lineHeight}px`, ...padded }}
    >
      <pre
        aria-hidden="true"
        className="absolute m-0 text-right text-muted"
        style={{ left: lineNumbersLeft, width: lineNumbersWidth }}
      >
        {numbers.join('\n')}
      </pre>
      <pre className="m-0 text-primary [tab-size:4]" style={{ marginLeft: contentLeft }}>
        {buffer.text}
      </pre>
    </div>
  )
}

const padded = { paddingTop: cellPadding.top, paddingBottom: cellPadding.bottom }

const NotEditable = ({ buffer }: { readonly buffer: EditorBuffer }) => {
  const { path } = buffer
  const isMissing = buffer.etag === null
  return (
    <Banner
      tone="warning"
      text={buffer.message ?? 'This file is not text.'}
      actions={
        isMissing ? (
          <>
            <Button size="sm" onClick={() => void readFile(path)}>
              Try again
            </Button>
            <Button
              size="sm"
              variant="primary"
              icon={<FilePlus2 size={13} />}
              onClick={() => void makeMissingFile(path)}
            >
              Make the file
            </Button>
          </>
        ) : (
          <Button size="sm" icon={<FileWarning size={13} />} onClick={() => void revealFile(path)}>
            Show in file manager
          </Button>
        )
      }
    />
  )
}

const DiskBanner = ({ buffer }: { readonly buffer: EditorBuffer }): ReactNode => {
  const { disk, path } = buffer
  switch (disk?.kind) {
    case 'changed':
      return (
        <Banner
          tone="warning"
          text="The file changed on disk while you have unsaved text."
          actions={
            <Button size="sm" variant="primary" icon={<GitCompare size={13} />} onClick={() => void openFile(path)}>
              Compare and choose
            </Button>
          }
        />
      )
    case 'deleted':
      return (
        <Banner
          tone="warning"
          text="The file was deleted on disk. Its text is kept here."
          actions={
            <Button size="sm" variant="primary" onClick={() => void saveFile(path)}>
              Save again
            </Button>
          }
        />
      )
    default:
      return null
  }
}

/** The code of a block in its cell: an editor while it is in view, its plain text before. */
export const CellCode = ({ path, ready, ...editor }: CellCodeProps) => {
  const buffer = useEditorStore((state) => state.buffers[path])
  useEffect(() => {
    void readFile(path)
  }, [path])
  if (buffer === undefined) return <Skeleton className="m-3 h-24" />
  if (!buffer.editable) return <NotEditable buffer={buffer} />
  return (
    <>
      <DiskBanner buffer={buffer} />
      {ready ? (
        <Suspense fallback={<PlainCode buffer={buffer} />}>
          <CellEditor key={buffer.id} buffer={buffer} {...editor} />
        </Suspense>
      ) : (
        <PlainCode buffer={buffer} />
      )}
    </>
  )
}
