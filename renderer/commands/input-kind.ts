/**
 * Says on the page whether hand or keys were used last. Tabs move the focus by script when they are clicked, which the browser takes for
 * the keyboard and would frame.
 * @returns its own undo
 */
export const noteInputKind = (): (() => void) => {
  const note = (event: Event) => {
    document.documentElement.dataset.input = event.type === 'pointerdown' ? 'pointer' : 'keys'
  }
  window.addEventListener('pointerdown', note, true)
  window.addEventListener('keydown', note, true)
  return () => {
    window.removeEventListener('pointerdown', note, true)
    window.removeEventListener('keydown', note, true)
  }
}
