import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { acceptDisk, saveMerged } from '../../commands/file-saving.ts'
import { changeBuffer, type EditorBuffer } from '../../state/editor-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Banner } from './banner.tsx'
import { combine, type Hunk, hunksOf, takeHunk } from './line-diff.ts'

const DiffView = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }))

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const setText = (path: string, text: string): void => changeBuffer(path, (buffer) => ({ ...buffer, text }))

type HunkBarProps = {
  readonly buffer: EditorBuffer
  readonly disk: string
  readonly hunks: readonly Hunk[]
  readonly shown: number
  readonly onShow: (index: number) => void
}

const HunkBar = ({ buffer, disk, hunks, shown, onShow }: HunkBarProps) => {
  const hunk = hunks[shown]
  const both = useMemo(() => combine(buffer.savedText, buffer.text, disk), [buffer.savedText, buffer.text, disk])
  return (
    <div className="flex h-8 shrink-0 items-center gap-1 border-subtle border-b bg-panel px-3 text-secondary text-xs">
      <span className="mr-1 whitespace-nowrap tabular-nums" role="status">
        {hunk === undefined ? 'Both texts are the same now' : `Difference ${shown + 1} of ${hunks.length}`}
      </span>
      <IconButton label="Previous difference" size="sm" disabled={shown === 0} onClick={() => onShow(shown - 1)}>
        <ArrowUp size={13} />
      </IconButton>
      <IconButton
        label="Next difference"
        size="sm"
        disabled={shown >= hunks.length - 1}
        onClick={() => onShow(shown + 1)}
      >
        <ArrowDown size={13} />
      </IconButton>
      <Button
        variant="ghost"
        size="sm"
        icon={<ArrowRight size={13} />}
        disabled={hunk === undefined}
        onClick={() => hunk !== undefined && setText(buffer.path, takeHunk(buffer.text, disk, hunk))}
      >
        Take theirs
      </Button>
      {both === null || both === buffer.text ? null : (
        <Button
          variant="ghost"
          size="sm"
          title="Take the changes of both sides: they touch different lines"
          onClick={() => setText(buffer.path, both)}
        >
          Combine
        </Button>
      )}
      <span className="ml-auto truncate">Left: disk. Right: yours.</span>
    </div>
  )
}

/** A file that changed on disk while it has unsaved text: nothing is written before the user has chosen. */
export const MergeView = ({ buffer, disk }: { readonly buffer: EditorBuffer; readonly disk: string }) => {
  const [chosen, setChosen] = useState(0)
  const hunks = useMemo(() => hunksOf(buffer.text, disk), [buffer.text, disk])
  const shown = Math.max(0, Math.min(chosen, hunks.length - 1))
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Banner
        tone="warning"
        text={`${nameOf(buffer.path)} changed on disk while you have unsaved text (${formatPlural(hunks.length, 'difference')}).`}
        actions={
          <>
            <Button size="sm" onClick={() => acceptDisk(buffer.path)} title="Undo brings your text back">
              Use the disk’s
            </Button>
            <Button size="sm" variant="primary" onClick={() => void saveMerged(buffer.path)}>
              Save the right side
            </Button>
          </>
        }
      />
      <HunkBar buffer={buffer} disk={disk} hunks={hunks} shown={shown} onShow={setChosen} />
      <div className="min-h-0 flex-1">
        <Suspense fallback={null}>
          <DiffView other={disk} buffer={buffer} editable line={hunks[shown]?.mine.start ?? null} />
        </Suspense>
      </div>
    </div>
  )
}
