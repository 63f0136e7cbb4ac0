import '../../testing/browser.ts'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ok } from '#shared/result.ts'
import { provideAnswers } from '../../bridge/answers.ts'
import { provideBridge } from '../../bridge/bridge.ts'
import { createQueryClient } from '../../bridge/queries.ts'
import { openFile } from '../../commands/file-commands.ts'
import { changeBuffer, type EditorBuffer, useEditorStore } from '../../state/editor-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { resetUi, showUi, useUiStore } from '../../state/ui-store.ts'
import { createMemoryBridge, type MemoryBridge } from '../../testing/memory-bridge.ts'
import { samplePipelines } from '../../testing/sample-project.ts'
import { EditorDialogs } from './editor-dialogs.tsx'
import { EditorPanel } from './editor-panel.tsx'

// Monaco needs a real browser; the end-to-end tests have one.
vi.mock('./code-editor.tsx', () => ({
  CodeEditor: ({ buffer }: { readonly buffer: EditorBuffer }) => (
    <textarea
      aria-label="Code"
      value={buffer.text}
      onChange={(event) => changeBuffer(buffer.path, (known) => ({ ...known, text: event.target.value }))}
    />
  ),
}))
vi.mock('./diff-view.tsx', () => ({ DiffView: ({ other }: { readonly other: string }) => <pre>{other}</pre> }))

const projectId = '0123456789abcdef'
const file = 'transformers/train_model.py'
let bridge: MemoryBridge

const show = () => {
  const client = createQueryClient()
  provideAnswers(client)
  render(
    <QueryClientProvider client={client}>
      <EditorPanel />
      <EditorDialogs />
    </QueryClientProvider>,
  )
}

beforeEach(() => {
  bridge = createMemoryBridge()
  provideBridge(bridge)
  useEditorStore.setState(useEditorStore.getInitialState())
  useProjectStore.setState({ projectId })
  resetUi()
  showUi({ pipelineUuid: 'train_churn_model' })
})

afterEach(cleanup)

describe('the editor panel', () => {
  it('says how to open a file while none is', () => {
    show()
    expect(screen.getByText('No file is open')).toBeDefined()
  })

  it('shows the code of a block, marks what is unsaved and asks before it is lost', async () => {
    const user = userEvent.setup()
    show()
    await openFile(file)
    const code = await screen.findByRole('textbox', { name: 'Code' })
    await user.type(code, 'x')
    expect(screen.getByText('Unsaved')).toBeDefined()
    expect(screen.getByRole('img', { name: 'Unsaved' })).toBeDefined()
    await user.click(screen.getByLabelText('Close train_model.py'))
    const dialog = await screen.findByRole('dialog', { name: 'Save train_model.py before closing?' })
    await user.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('No file is open')).toBeDefined()
    expect(bridge.asked('file.save')).toHaveLength(1)
  })

  it('keeps the tab where the user cancels', async () => {
    const user = userEvent.setup()
    show()
    await openFile(file)
    changeBuffer(file, (buffer) => ({ ...buffer, text: 'x' }))
    await user.click(screen.getByLabelText('Close train_model.py'))
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel' }))
    expect(useUiStore.getState().dialog).toBeNull()
    expect(useEditorStore.getState().tabs).toEqual([file])
  })

  it('walks its tabs with the arrow keys', async () => {
    const user = userEvent.setup()
    show()
    await openFile('requirements.txt')
    await openFile(file)
    screen.getByRole('tab', { name: /train_model/ }).focus()
    await user.keyboard('{ArrowRight}')
    expect(useEditorStore.getState().active).toBe('requirements.txt')
    expect(screen.queryByRole('tab', { name: 'Settings' })).toBeNull()
  })

  it('changes the settings of a block', async () => {
    const user = userEvent.setup()
    show()
    await openFile(file)
    await user.click(await screen.findByRole('tab', { name: 'Settings' }))
    const timeout = await screen.findByRole('textbox', { name: 'Timeout' })
    await user.type(timeout, '90{Enter}')
    const configuration = screen.getByRole('textbox', { name: 'Configuration' })
    await user.type(configuration, 'a: [[1')
    expect(screen.getByRole('button', { name: 'Save configuration' })).toHaveProperty('disabled', true)
    await user.type(configuration, ']')
    await user.click(screen.getByRole('button', { name: 'Save configuration' }))
    const edits = bridge.asked('pipeline.edit').flatMap((input) => input.edits)
    expect(edits).toEqual([
      { kind: 'set-block-settings', block: 'train_model', timeoutSeconds: 90 },
      { kind: 'set-configuration', block: 'train_model', configuration: { a: [1] } },
    ])
  })

  it('says of an extension which blocks it checks', async () => {
    const pipeline = Object.values(samplePipelines)[0]
    const trained = pipeline?.blocks.find(({ uuid }) => uuid === 'train_model')
    if (pipeline === undefined || trained === undefined) throw new Error('the sample has no such block')
    const sane = {
      ...trained,
      uuid: 'sane',
      type: 'extension' as const,
      upstream: ['train_model'],
      file: 'extensions/sane.py',
    }
    provideBridge(
      createMemoryBridge({
        'pipeline.get': () => ok({ ...pipeline, extensions: [sane] }),
        'file.read': ({ path }) => ok({ path, text: 'x', etag: 'a'.repeat(64), editable: true, message: null }),
      }),
    )
    const user = userEvent.setup()
    show()
    await openFile('extensions/sane.py')
    await user.click(await screen.findByRole('tab', { name: 'Settings' }))
    expect(await screen.findByText('Checks train_model')).toBeDefined()
  })

  it('merges by difference before it saves over a changed file', async () => {
    const user = userEvent.setup()
    show()
    await openFile('requirements.txt')
    const disk = { kind: 'changed', text: 'pandas==3\nscikit-learn\n', etag: 'b'.repeat(64) } as const
    changeBuffer('requirements.txt', (buffer) => ({ ...buffer, text: 'pandas\nscikit-learn\nmine\n', disk }))
    expect(await screen.findByText('Difference 1 of 2')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Take theirs' }))
    expect(screen.getByText('Difference 1 of 1')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Save the right side' }))
    expect(bridge.asked('file.save')).toMatchObject([
      { text: 'pandas==3\nscikit-learn\nmine\n', expected: 'b'.repeat(64) },
    ])
  })
})
