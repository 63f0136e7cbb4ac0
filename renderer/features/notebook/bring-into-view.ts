/** Room kept above a cell that is brought into view, in pixels. */
const margin = 14

/** So much of a cell has to be seen: its head and some lines. */
const leastSeen = 110

/** While cells around it are drawn and grow, the cell is kept in view for so long. */
const settleMs = 1200

const bring = (cell: HTMLElement, scroller: HTMLElement): void => {
  const [box, view] = [cell.getBoundingClientRect(), scroller.getBoundingClientRect()]
  const over = box.top - view.top - margin
  const under = box.bottom - view.bottom + margin
  if (over < 0 || box.top > view.bottom - leastSeen) scroller.scrollTop += over
  else if (under > 0) scroller.scrollTop += Math.min(under, over)
}

const handsOn = ['wheel', 'pointerdown', 'keydown'] as const

/**
 * Moves the notebook no further than it takes to see a cell: all of it, or from its head on where it is higher than the view. Cells that
 * come into view with it get their real height only then, so it is kept there until that is over or a hand moves the notebook.
 * @returns its own undo
 */
export const bringIntoView = (cell: HTMLElement): (() => void) => {
  const scroller = cell.closest<HTMLElement>('[data-cells]')
  if (scroller === null) return () => {}
  bring(cell, scroller)
  if (typeof ResizeObserver === 'undefined') return () => {}
  const observer = new ResizeObserver(() => bring(cell, scroller))
  for (const child of scroller.children) observer.observe(child)
  const stop = (): void => {
    clearTimeout(timer)
    observer.disconnect()
    for (const name of handsOn) window.removeEventListener(name, stop, true)
  }
  const timer = setTimeout(stop, settleMs)
  for (const name of handsOn) window.addEventListener(name, stop, true)
  return stop
}
