import '../../testing/browser.ts'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok } from '#shared/result.ts'
import { provideAnswers } from '../../bridge/answers.ts'
import { provideBridge } from '../../bridge/bridge.ts'
import { createQueryClient } from '../../bridge/queries.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { resetUi, showDialog, showUi, useUiStore } from '../../state/ui-store.ts'
import { createMemoryBridge } from '../../testing/memory-bridge.ts'
import { RunWithVariablesDialog } from './run-with-variables-dialog.tsx'

const show = () => {
  const bridge = createMemoryBridge({ 'run.rememberedVariables': () => ok({ epochs: 10 }) })
  provideBridge(bridge)
  const client = createQueryClient()
  provideAnswers(client)
  render(
    <QueryClientProvider client={client}>
      <RunWithVariablesDialog />
    </QueryClientProvider>,
  )
  return bridge
}

beforeEach(() => {
  useEditorStore.setState(useEditorStore.getInitialState())
  useProjectStore.setState({ projectId: '0123456789abcdef' })
  resetUi()
  showUi({ pipelineUuid: 'train_churn_model' })
  showDialog({ kind: 'run-with-variables', pipelineUuid: 'train_churn_model' })
})

afterEach(cleanup)

describe('running with variables', () => {
  it('starts with what was given last and gives the run what differs', async () => {
    const user = userEvent.setup()
    const bridge = show()
    expect(await screen.findByRole('textbox', { name: 'epochs' })).toHaveProperty('value', '10')
    await user.click(screen.getByRole('switch', { name: 'sample' }))
    await user.click(screen.getByRole('button', { name: 'Add a variable' }))
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true)
    await user.type(screen.getByRole('textbox', { name: 'Name of the variable' }), 'note')
    await user.type(screen.getByRole('textbox', { name: 'Value of note' }), 'hello')
    await user.click(screen.getByRole('button', { name: 'Run' }))
    expect(useUiStore.getState().dialog).toBeNull()
    await expect.poll(() => bridge.asked('run.start')).toHaveLength(1)
    expect(bridge.asked('run.start')[0]).toMatchObject({
      pipelineUuid: 'train_churn_model',
      scope: { kind: 'all' },
      variables: { epochs: 10, sample: true, note: 'hello' },
    })
  })

  it('goes back to the pipeline’s own values', async () => {
    const user = userEvent.setup()
    show()
    const epochs = await screen.findByRole('textbox', { name: 'epochs' })
    await user.click(screen.getByRole('button', { name: 'Reset epochs to 50' }))
    expect(epochs).toHaveProperty('value', '50')
  })

  it('refuses values of the wrong kind', async () => {
    const user = userEvent.setup()
    show()
    await user.type(await screen.findByRole('textbox', { name: 'epochs' }), 'x')
    expect(screen.getByText('Expected a number.')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Run' })).toHaveProperty('disabled', true)
  })
})
