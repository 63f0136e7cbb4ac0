import { useRef } from 'react'

/**
 * What a dialog does when it has closed: the keyboard goes back to what had it before, unless something took it meanwhile. Radix does that
 * only for dialogs with a button of their own.
 */
export const useReturnFocus = (): ((event: Event) => void) => {
  const before = useRef(document.activeElement)
  return (event) => {
    event.preventDefault()
    const isFree = document.activeElement === null || document.activeElement === document.body
    if (isFree && before.current instanceof HTMLElement && before.current.isConnected)
      before.current.focus({ preventScroll: true })
  }
}
