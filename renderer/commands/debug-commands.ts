import { useDebugStore } from '../state/debug-store.ts'
import { useEditorStore } from '../state/editor-store.ts'
import { selectedAttempt } from './block-run-place.ts'
import { breakpoints, clearBreakpoints, toggleBreakpoint } from './breakpoints.ts'
import type { Command } from './command.ts'
import { closeDebug, debugBlock, moveDebug, startDebug, stopDebug } from './debug-session.ts'

const state = () => useDebugStore.getState().session?.state
const isStopped = () => state() === 'stopped'
const isRunning = () => state() === 'running'
const isAlive = () => state() !== undefined && state() !== 'ended'

const debug = (command: Omit<Command, 'group'>): Command => ({ group: 'Debug', ...command })

/** Its keys mean something else while no block is debugged. */
const inDebugger = (command: Omit<Command, 'group'>): Command => debug({ overrides: true, ...command })

/** What can be done with a block under the debugger. */
export const debugCommands: readonly Command[] = [
  debug({
    id: 'block.debug',
    label: 'Debug the selected block',
    enabled: () => selectedAttempt() !== null,
    run: async () => {
      const place = selectedAttempt()
      if (place !== null) await debugBlock(place, place.blockRun.blockType)
    },
  }),
  inDebugger({
    id: 'debug.continue',
    label: 'Continue',
    keys: ['F5'],
    // While the block runs the key does nothing, rather than starting a run.
    enabled: isAlive,
    run: async () => {
      if (isStopped()) await moveDebug('continue')
    },
  }),
  inDebugger({
    id: 'debug.over',
    label: 'Step over',
    keys: ['F10'],
    enabled: isStopped,
    run: () => moveDebug('step-over'),
  }),
  inDebugger({
    id: 'debug.into',
    label: 'Step into',
    keys: ['F11'],
    enabled: isStopped,
    run: () => moveDebug('step-into'),
  }),
  inDebugger({
    id: 'debug.out',
    label: 'Step out',
    keys: ['Shift+F11'],
    enabled: isStopped,
    run: () => moveDebug('step-out'),
  }),
  inDebugger({ id: 'debug.pause', label: 'Pause', keys: ['F6'], enabled: isRunning, run: () => moveDebug('pause') }),
  inDebugger({ id: 'debug.stop', label: 'Stop debugging', keys: ['Shift+F5'], enabled: isAlive, run: stopDebug }),
  debug({
    id: 'debug.again',
    label: 'Debug this block again',
    keys: ['Mod+Shift+F5'],
    enabled: () => state() !== undefined && state() !== 'starting',
    run: async () => {
      const { session } = useDebugStore.getState()
      if (session !== null) await startDebug({ ...session, attempt: null })
    },
  }),
  debug({ id: 'debug.close', label: 'Close the debugger', enabled: () => state() === 'ended', run: closeDebug }),
  debug({
    id: 'debug.breakpoint',
    label: 'Set or remove a breakpoint',
    keys: ['F9'],
    scopes: ['editor'],
    enabled: () => useEditorStore.getState().active?.endsWith('.py') === true,
    run: async () => {
      const { active, cursor } = useEditorStore.getState()
      if (active !== null) await toggleBreakpoint(active, cursor.line)
    },
  }),
  debug({
    id: 'debug.clearBreakpoints',
    label: 'Remove all breakpoints',
    enabled: () => Object.keys(breakpoints()).length > 0,
    run: clearBreakpoints,
  }),
]
