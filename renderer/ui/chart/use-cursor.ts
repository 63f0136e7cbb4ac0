import { type KeyboardEvent, useState } from 'react'

export type ChartCursor = {
  /** The place that is read out; null while nobody points. */
  readonly index: number | null
  readonly point: (index: number | null) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

const moves: Record<string, (index: number, last: number) => number | null> = {
  ArrowRight: (index, last) => Math.min(last, index + 1),
  ArrowLeft: (index) => Math.max(0, index - 1),
  Home: () => 0,
  End: (_, last) => last,
  Escape: () => null,
}

/** What the pointer or the arrow keys point at, of `count` places from left to right. */
export const useCursor = (count: number): ChartCursor => {
  const [index, point] = useState<number | null>(null)
  const shown = index === null || index >= count ? null : index
  return {
    index: shown,
    point,
    onKeyDown: (event) => {
      const move = moves[event.key]
      if (move === undefined || count === 0 || (event.key === 'Escape' && shown === null)) return
      event.preventDefault()
      event.stopPropagation()
      const fromOutside = event.key === 'ArrowLeft' ? count : -1
      point(move(shown ?? fromOutside, count - 1))
    },
  }
}
