import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { breakpoints, toggleBreakpoint } from '../../commands/breakpoints.ts'
import { followDebug } from '../../commands/debug-session.ts'
import { useArrangementStore } from '../../state/arrangement-store.ts'
import { resetDebug, useDebugStore } from '../../state/debug-store.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { sampleDebugSession } from '../../testing/sample-sessions.ts'
import { showView } from '../../testing/show-view.tsx'
import { DebugPanel } from './debug-panel.tsx'

afterEach(resetDebug)

const stopped = () => {
  const shown = showView(<DebugPanel />)
  act(() => followDebug(sampleDebugSession))
  return shown
}

describe('a block that stands still', () => {
  it('shows why and where, its variables, and the line in the editor', async () => {
    const { user } = stopped()
    expect(await screen.findByText('ValueError: expected 34 columns, got 33')).toBeDefined()
    expect(await screen.findByText('columns')).toBeDefined()
    expect(useEditorStore.getState().active).toBe('transformers/train_model.py')
    expect(screen.queryByText("'depth'")).toBeNull()
    await user.click(screen.getByRole('button', { name: /^options/ }))
    expect(await screen.findByText("'depth'")).toBeDefined()
  })

  it('shows the variables of the frame that is chosen', async () => {
    const { user, bridge } = stopped()
    await user.click(await screen.findByRole('button', { name: /^train train_model\.py:22/ }))
    await waitFor(() => expect(bridge.asked('debug.scopes').at(-1)).toMatchObject({ frameId: 1 }))
  })

  it('watches expressions and says what an evaluated one is, or its error', async () => {
    const { user } = stopped()
    await user.type(await screen.findByRole('textbox', { name: 'Watch an expression' }), 'columns * 2{Enter}')
    expect(await screen.findByText('66')).toBeDefined()
    await user.type(screen.getByRole('textbox', { name: 'Evaluate in this frame' }), 'nothing{Enter}')
    expect(await screen.findByText("NameError: name 'nothing' is not defined")).toBeDefined()
  })

  it('goes on by a button, and can be closed once it has ended', async () => {
    const { user, bridge } = stopped()
    await user.click(await screen.findByRole('button', { name: 'Step over' }))
    expect(bridge.asked('debug.move')).toMatchObject([{ move: 'step-over' }])
    act(() => followDebug({ ...sampleDebugSession, state: 'ended', stop: null }))
    await user.click(await screen.findByRole('button', { name: 'Close the debugger' }))
    expect(useDebugStore.getState().session).toBeNull()
  })
})

describe('breakpoints', () => {
  it('are remembered with the window, and told to the block that is debugged', async () => {
    const { bridge } = stopped()
    useArrangementStore.setState({ arrangement: {} })
    await toggleBreakpoint('transformers/a.py', 7)
    await toggleBreakpoint('transformers/a.py', 3)
    expect(breakpoints()).toEqual({ 'transformers/a.py': [3, 7] })
    await toggleBreakpoint('transformers/a.py', 3)
    await toggleBreakpoint('transformers/a.py', 7)
    expect(breakpoints()).toEqual({})
    const told = bridge.asked('debug.breakpoints').map((input) => input.breakpoints)
    expect(told.at(1)).toEqual({ 'transformers/a.py': [3, 7] })
    expect(told.at(-1)).toEqual({})
  })
})
