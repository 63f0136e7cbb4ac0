import { type RefObject, useEffect, useRef } from 'react'

/** Removing the focused element throws the focus to the page; a part of the window that had it takes it back. */
export const useKeptFocus = (): RefObject<HTMLDivElement | null> => {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = element
    if (current === null) return undefined
    let inside = false
    const follow = (event: Event): void => {
      inside = event.target instanceof Node && current.contains(event.target)
    }
    const takeBack = new MutationObserver(() => {
      if (inside && document.activeElement === document.body) current.focus({ preventScroll: true })
    })
    document.addEventListener('focusin', follow)
    document.addEventListener('pointerdown', follow, true)
    takeBack.observe(current, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', follow)
      document.removeEventListener('pointerdown', follow, true)
      takeBack.disconnect()
    }
  }, [])
  return element
}
