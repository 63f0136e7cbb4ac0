/** What jsdom leaves out and the window needs. Imported for its effect. */
import { configure } from '@testing-library/react'

// The whole window is a lot for a busy machine.
configure({ asyncUtilTimeout: 5000 })

class SizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= SizeObserver as unknown as typeof ResizeObserver
Element.prototype.scrollIntoView ??= () => {}
Element.prototype.hasPointerCapture ??= () => false
Element.prototype.setPointerCapture ??= () => {}
Element.prototype.releasePointerCapture ??= () => {}

// In jsdom everything lies at the same point, so that every click would fall on a divider and drag it.
const rectangle = Element.prototype.getBoundingClientRect
Element.prototype.getBoundingClientRect = function (this: Element) {
  const isPartOfSplitter = this.matches('[data-group], [data-panel], [data-separator]')
  return isPartOfSplitter ? new DOMRect(10_000, 10_000, 100, 100) : rectangle.call(this)
}
