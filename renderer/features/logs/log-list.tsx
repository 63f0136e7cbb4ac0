import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { LogLine } from '#shared/model/log.ts'
import type { Run } from '#shared/model/run.ts'
import { LogRow } from './log-row.tsx'

const rowHeight = 20

type LogListProps = {
  readonly lines: readonly LogLine[]
  readonly run: Run | undefined
  readonly projectPath: string
  readonly hits: readonly number[]
  readonly currentHit: number | null
  readonly follow: boolean
  /** The user scrolled away from the end, or back to it. */
  readonly onFollowChange: (follow: boolean) => void
}

/** The lines, only those on screen in the document. */
export const LogList = ({ lines, run, projectPath, hits, currentHit, follow, onFollowChange }: LogListProps) => {
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  })
  const hitSet = useMemo(() => new Set(hits), [hits])
  const types = useMemo(
    () => new Map(run?.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun.blockType])),
    [run],
  )

  const height = virtualizer.scrollRect?.height
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines, not their number alone, move the end, and so does another height
  useEffect(() => {
    if (follow && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [follow, lines, height])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer is a new object each time; only the hit moves
  useEffect(() => {
    if (currentHit !== null) virtualizer.scrollToIndex(currentHit, { align: 'center' })
  }, [currentHit])

  const atEnd = () => {
    const element = scroller.current
    return element === null || element.scrollHeight - element.scrollTop - element.clientHeight < rowHeight * 2
  }
  return (
    <div
      ref={scroller}
      role="log"
      aria-label="Log lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto px-3.5 py-2"
      onWheel={(event) => {
        if (event.deltaY < 0 && follow) onFollowChange(false)
      }}
      onScroll={() => {
        if (!follow && atEnd()) onFollowChange(true)
      }}
      onKeyDown={(event) => {
        if (['PageUp', 'ArrowUp', 'Home'].includes(event.key)) onFollowChange(false)
      }}
    >
      <div className="relative w-max min-w-full" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (line === undefined) return null
          const mark = item.index === currentHit ? 'current' : hitSet.has(item.index) ? 'hit' : 'none'
          return (
            <div key={item.key} className="absolute left-0 min-w-full" style={{ top: item.start }}>
              <LogRow line={line} blockType={types.get(line.blockUuid)} projectPath={projectPath} mark={mark} />
            </div>
          )
        })}
      </div>
    </div>
  )
}
