import { useUiStore } from '../state/ui-store.ts'
import type { Command } from './command.ts'
import { commands, findCommand } from './registry.ts'

type Chord = { readonly mod: boolean; readonly shift: boolean; readonly alt: boolean; readonly key: string }

/** True on macOS, where `Mod` is Cmd. */
export const isMac = (): boolean => /mac/i.test(navigator.platform)

const parse = (keys: string): Chord => {
  const parts = keys.endsWith('+') ? [...keys.slice(0, -1).split('+').filter(Boolean), '+'] : keys.split('+')
  const has = (name: string) => parts.slice(0, -1).includes(name)
  return { mod: has('Mod'), shift: has('Shift'), alt: has('Alt'), key: (parts.at(-1) ?? '').toLowerCase() }
}

/** Whether a key press is the chord, such as `Mod+Shift+P`. */
export const matchesKeys = (event: KeyboardEvent, keys: string): boolean => {
  const chord = parse(keys)
  const [mod, other] = isMac() ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  const key = event.key.toLowerCase()
  // `+` or `?` need Shift on many keyboards: for such characters only what was typed counts.
  const isSymbol = key.length === 1 && !/[a-z0-9 ]/.test(key)
  const sameShift = chord.shift === event.shiftKey || (isSymbol && !chord.shift)
  return key === chord.key && mod === chord.mod && !other && event.altKey === chord.alt && sameShift
}

const names: Readonly<Record<string, string>> = {
  delete: 'Del',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  ' ': 'Space',
}

const keyName = (key: string): string =>
  names[key] ?? (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1))

/** A chord as this platform writes it: `Ctrl K`, `⌘K`. */
export const keysLabel = (keys: string): string => {
  const chord = parse(keys)
  if (isMac()) return `${chord.alt ? '⌥' : ''}${chord.shift ? '⇧' : ''}${chord.mod ? '⌘' : ''}${keyName(chord.key)}`
  return [chord.mod && 'Ctrl', chord.alt && 'Alt', chord.shift && 'Shift', keyName(chord.key)].filter(Boolean).join(' ')
}

/** The first key of a command, as shown; undefined where it has none. */
export const shortcutOf = (commandId: string): string | undefined => {
  const keys = findCommand(commandId)?.keys?.[0]
  return keys === undefined ? undefined : keysLabel(keys)
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [contenteditable="true"]') !== null)

/** Keys that write text or move in it belong to the field that has the focus. */
const belongsToField = (event: KeyboardEvent): boolean =>
  isTyping(event.target) && !event.ctrlKey && !event.metaKey && !/^F\d+$/.test(event.key)

/** A part of the window names itself by `data-command-scope`. */
const scopeOf = (target: EventTarget | null): string | null =>
  target instanceof Element
    ? (target.closest('[data-command-scope]')?.getAttribute('data-command-scope') ?? null)
    : null

const commandFor = (event: KeyboardEvent): Command | undefined => {
  const scope = scopeOf(event.target)
  const fits = commands.filter(
    (command) =>
      (command.scopes === undefined || command.scopes.some((known) => known === scope)) &&
      command.enabled?.() !== false &&
      (command.keys ?? []).some((keys) => matchesKeys(event, keys)),
  )
  return (
    fits.find((command) => command.overrides === true) ??
    fits.find((command) => command.scopes !== undefined) ??
    fits[0]
  )
}

/** Runs the command whose keys were pressed. Scoped commands win; while a dialog or the palette is open, it has the keyboard. */
export const handleKey = (event: KeyboardEvent): void => {
  const { dialog, paletteOpen } = useUiStore.getState()
  if (event.defaultPrevented || event.isComposing || dialog !== null || paletteOpen || belongsToField(event)) return
  const command = commandFor(event)
  if (command === undefined) return
  event.preventDefault()
  void command.run()
}

/**
 * Listens to the keyboard of the whole window.
 * @returns its own undo
 */
export const listenToKeys = (): (() => void) => {
  window.addEventListener('keydown', handleKey)
  return () => window.removeEventListener('keydown', handleKey)
}
