import { afterEach, expect, test, vi } from 'vitest'
import { provideBridge } from '../bridge/bridge.ts'
import { takeDebugSession } from '../state/debug-store.ts'
import { useProjectStore } from '../state/project-store.ts'
import { showUi } from '../state/ui-store.ts'
import { createMemoryBridge } from '../testing/memory-bridge.ts'
import { sampleProjectId } from '../testing/sample-project.ts'
import { sampleDebugSession } from '../testing/sample-sessions.ts'
import { handleKey, keysLabel, matchesKeys } from './keys.ts'
import { commands } from './registry.ts'

const press = (key: string, held: Partial<KeyboardEventInit> = {}) =>
  new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held })

afterEach(() => {
  showUi({ paletteOpen: false, dialog: null })
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

test.each([
  ['Mod+K', press('k', { ctrlKey: true }), true],
  ['Mod+K', press('K', { ctrlKey: true, shiftKey: true }), false],
  ['Mod+K', press('k'), false],
  ['Mod+Shift+P', press('P', { ctrlKey: true, shiftKey: true }), true],
  ['F5', press('F5'), true],
  ['+', press('+', { shiftKey: true }), true],
  ['Mod++', press('+', { ctrlKey: true }), true],
  ['Shift+Enter', press('Enter', { shiftKey: true }), true],
  ['Shift+Enter', press('Enter'), false],
  ['Mod+Alt+B', press('b', { ctrlKey: true, altKey: true }), true],
  ['A', press('a', { metaKey: true }), false],
])('%s matched against a press', (keys, event, expected) => {
  expect(matchesKeys(event, keys)).toBe(expected)
})

test('Mod is Cmd on macOS, and keys are written its way', () => {
  vi.stubGlobal('navigator', { platform: 'MacIntel' })
  expect(matchesKeys(press('k', { metaKey: true }), 'Mod+K')).toBe(true)
  expect(matchesKeys(press('k', { ctrlKey: true }), 'Mod+K')).toBe(false)
  expect(keysLabel('Mod+Shift+P')).toBe('⇧⌘P')
})

test('keys are written as people read them', () => {
  expect(keysLabel('Mod+K')).toBe('Ctrl K')
  expect(keysLabel('Shift+F5')).toBe('Shift F5')
  expect(keysLabel('Delete')).toBe('Del')
  expect(keysLabel('Mod+ArrowUp')).toBe('Ctrl ↑')
})

test('a chord runs its command, also from a field', () => {
  const input = document.body.appendChild(document.createElement('input'))
  const opened = vi.fn()
  input.addEventListener('keydown', (event) => {
    handleKey(event)
    opened(event.defaultPrevented)
  })
  input.dispatchEvent(press('k', { ctrlKey: true }))
  expect(opened).toHaveBeenCalledWith(true)
})

test('what is typed into a field stays there', () => {
  const input = document.body.appendChild(document.createElement('input'))
  const event = press('a')
  input.addEventListener('keydown', handleKey)
  input.dispatchEvent(event)
  expect(event.defaultPrevented).toBe(false)
})

test('an open dialog has the keyboard', () => {
  showUi({ dialog: { kind: 'new-project' } })
  const event = press('k', { ctrlKey: true })
  window.addEventListener('keydown', handleKey, { once: true })
  window.dispatchEvent(event)
  expect(event.defaultPrevented).toBe(false)
})

test('no two commands of the same part of the window share a key', () => {
  const claimed = commands.flatMap((command) =>
    (command.keys ?? []).flatMap((keys) =>
      (command.scopes ?? ['everywhere']).map((scope) => `${scope} ${command.overrides ?? false} ${keys}`),
    ),
  )
  expect(claimed.filter((entry, index) => claimed.indexOf(entry) !== index)).toEqual([])
})

test('every command has an id of its own', () => {
  const ids = commands.map((command) => command.id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('the keys of the debugger are its own while a block is debugged, and those of runs otherwise', () => {
  const bridge = createMemoryBridge()
  provideBridge(bridge)
  useProjectStore.setState({ projectId: sampleProjectId })
  showUi({ pipelineUuid: 'churn' })
  takeDebugSession(sampleDebugSession)
  handleKey(press('F5'))
  takeDebugSession({ ...sampleDebugSession, state: 'running' })
  handleKey(press('F5'))
  expect(bridge.asked('debug.move')).toMatchObject([{ move: 'continue' }])
  expect(bridge.asked('environment.get')).toEqual([])
  takeDebugSession(null)
  expect(commands.filter(({ keys, enabled }) => keys?.includes('F5') && enabled?.() !== false)).toMatchObject([
    { id: 'run.all' },
  ])
})
