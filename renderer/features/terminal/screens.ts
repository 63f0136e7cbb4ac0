import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { copyToClipboard } from '../../commands/project-commands.ts'
import { noteDrawn, resizeTerminal, typeInTerminal } from '../../commands/terminal-commands.ts'
import { drawTerminal, useTerminalStore } from '../../state/terminal-store.ts'

type Screen = { readonly terminal: Terminal; readonly fit: FitAddon; readonly element: HTMLElement }

/** One per open terminal, kept while its tab is elsewhere: what was shown and how far it was scrolled stays. */
const screens = new Map<string, Screen>()

const keptLines = 10_000

const theme = (): ITheme => {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const colours = {
    red: token('status-failed'),
    green: token('status-success'),
    yellow: token('status-warning'),
    blue: token('status-running'),
    magenta: token('block-transformer'),
    cyan: token('block-custom'),
  }
  return {
    background: token('surface-panel'),
    foreground: token('text-primary'),
    cursor: token('accent'),
    cursorAccent: token('surface-panel'),
    selectionBackground: token('accent-soft'),
    scrollbarSliderBackground: token('border-strong'),
    scrollbarSliderHoverBackground: token('text-muted'),
    scrollbarSliderActiveBackground: token('text-muted'),
    black: token('surface-hover'),
    brightBlack: token('text-muted'),
    white: token('text-secondary'),
    brightWhite: token('text-primary'),
    ...colours,
    brightRed: colours.red,
    brightGreen: colours.green,
    brightYellow: colours.yellow,
    brightBlue: colours.blue,
    brightMagenta: colours.magenta,
    brightCyan: colours.cyan,
  }
}

/** Keys the window keeps for itself: chords no program in a terminal knows. All others are the program's. */
const isOfWindow = (event: KeyboardEvent): boolean => {
  if (event.type !== 'keydown') return false
  if (event.ctrlKey && event.shiftKey && /^[cv]$/i.test(event.key)) return false
  return (event.ctrlKey && (event.shiftKey || event.key === '`')) || event.metaKey
}

const make = (id: string, fontSize: number): Screen => {
  const terminal = new Terminal({
    fontFamily: '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, monospace',
    fontSize,
    lineHeight: 1.3,
    scrollback: keptLines,
    theme: theme(),
    minimumContrastRatio: 4.5,
    cursorBlink: false,
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  const element = document.createElement('div')
  element.className = 'h-full w-full'
  terminal.open(element)
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type === 'keydown' && event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'c') {
      event.preventDefault()
      void copyToClipboard(terminal.getSelection())
      return false
    }
    return !isOfWindow(event)
  })
  terminal.onData((text) => typeInTerminal(id, text))
  terminal.onResize(({ cols, rows }) => resizeTerminal(id, { columns: cols, rows }))
  drawTerminal(id, (text) => terminal.write(text, () => noteDrawn(id, text.length)))
  const screen = { terminal, fit, element }
  screens.set(id, screen)
  return screen
}

const forget = (id: string): void => {
  screens.get(id)?.terminal.dispose()
  screens.delete(id)
}

let isFollowing = false

/** Screens go with their terminals, and take their colours from the page. */
const followOnce = (): void => {
  if (isFollowing) return
  isFollowing = true
  useTerminalStore.subscribe(({ terminals }) => {
    const open = new Set(terminals.map(({ id }) => id))
    for (const id of screens.keys()) if (!open.has(id)) forget(id)
  })
  new MutationObserver(() => {
    for (const { terminal } of screens.values()) terminal.options.theme = theme()
  }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
}

/**
 * Puts the screen of a terminal into a place of the page, and keeps it as large as that place.
 *
 * @returns takes it out again
 */
export const showScreen = (id: string, place: HTMLElement, fontSize: number): (() => void) => {
  followOnce()
  const screen = screens.get(id) ?? make(id, fontSize)
  screen.terminal.options.fontSize = fontSize
  place.append(screen.element)
  const adapt = () => {
    if (place.clientHeight > 20 && place.clientWidth > 40) screen.fit.fit()
  }
  const observer = new ResizeObserver(adapt)
  observer.observe(place)
  adapt()
  screen.terminal.focus()
  return () => {
    observer.disconnect()
    screen.element.remove()
  }
}
