import { type RefObject, useEffect, useRef } from 'react'

/** What of a row lies outside its place: `start`, `end`, both or nothing. */
const hiddenSides = ({ scrollLeft, scrollWidth, clientWidth }: HTMLElement): string =>
  [scrollLeft > 1 && 'start', scrollLeft + clientWidth < scrollWidth - 1 && 'end'].filter(Boolean).join(' ')

/** For a row that scrolls without a bar: says in `data-more` where it goes on, so that the theme lets it fade there. */
export const useFadedEdges = (): RefObject<HTMLDivElement | null> => {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = row.current
    if (element === null) return
    const look = () => element.setAttribute('data-more', hiddenSides(element))
    const sizes = new ResizeObserver(look)
    for (const part of [element, ...element.children]) sizes.observe(part)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  return row
}
