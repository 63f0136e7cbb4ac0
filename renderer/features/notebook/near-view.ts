import { createContext, type RefObject, useContext, useEffect, useRef, useState } from 'react'

/** How far outside the view a cell is drawn already, in pixels. */
const margin = 900

/** A cell that is passed by quicker gets no editor. */
const settleMs = 80

type Watch = (element: Element, tell: (isNear: boolean, height: number) => void) => () => void

/** Watches which cells are near what is seen; null = all of them are, as in a page without layout. */
export const NearViewContext = createContext<Watch | null>(null)

/** One observer for all cells of a scrolling element. */
export const useNearWatch = (scroller: RefObject<HTMLElement | null>): Watch | null => {
  const listeners = useRef(new Map<Element, (isNear: boolean, height: number) => void>())
  const observer = useRef<IntersectionObserver | null>(null)
  const watch = useRef<Watch>((element, tell) => {
    observer.current ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, boundingClientRect } of entries)
          listeners.current.get(target)?.(isIntersecting, boundingClientRect.height)
      },
      { root: scroller.current, rootMargin: `${margin}px 0px` },
    )
    const { current } = observer
    listeners.current.set(element, tell)
    current.observe(element)
    return () => {
      listeners.current.delete(element)
      current.unobserve(element)
    }
  })
  useEffect(
    () => () => {
      observer.current?.disconnect()
      observer.current = null
    },
    [],
  )
  return typeof IntersectionObserver === 'undefined' ? null : watch.current
}

/** Whether a cell is near what is seen, and how high it was when it was last drawn; null before. */
export const useNearView = (
  element: RefObject<HTMLElement | null>,
): { readonly isNear: boolean; readonly height: number | null } => {
  const watch = useContext(NearViewContext)
  const [state, setState] = useState<{ isNear: boolean; height: number | null }>({
    isNear: watch === null,
    height: null,
  })
  useEffect(() => {
    if (watch === null || element.current === null) return
    return watch(element.current, (isNear, height) =>
      setState((known) => (known.isNear === isNear ? known : { isNear, height: isNear ? known.height : height })),
    )
  }, [watch, element])
  return state
}

const waiting = new Set<() => void>()
let isTaking = false

/** One editor a frame: the notebook keeps moving while they come. */
const takeNext = (): void => {
  const [first] = waiting
  isTaking = first !== undefined
  if (first === undefined) return
  waiting.delete(first)
  first()
  requestAnimationFrame(() => setTimeout(takeNext))
}

/** True once what is costly may be drawn: the cell stays in view, and it is its turn. */
export const useTurn = (isNear: boolean): boolean => {
  const [isReady, setReady] = useState(false)
  useEffect(() => {
    if (!isNear) {
      setReady(false)
      return
    }
    const take = () => setReady(true)
    const timer = setTimeout(() => {
      waiting.add(take)
      if (!isTaking) takeNext()
    }, settleMs)
    return () => {
      clearTimeout(timer)
      waiting.delete(take)
    }
  }, [isNear])
  return isReady
}
