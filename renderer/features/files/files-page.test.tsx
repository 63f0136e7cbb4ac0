import '../../testing/browser.ts'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import { provideAnswers } from '../../bridge/answers.ts'
import { provideBridge } from '../../bridge/bridge.ts'
import { createQueryClient } from '../../bridge/queries.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { resetUi, showDialog, showUi, useUiStore } from '../../state/ui-store.ts'
import { type Answers, createMemoryBridge } from '../../testing/memory-bridge.ts'
import { FileDialogs } from './file-dialogs.tsx'
import { FilesPage } from './files-page.tsx'
import { useTreeStore } from './tree-store.ts'

// Without a layout nothing has a height, and a virtual list would show nothing.
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 600 })

const show = (changed: Answers = {}) => {
  const bridge = createMemoryBridge(changed)
  provideBridge(bridge)
  const client = createQueryClient()
  provideAnswers(client)
  render(
    <QueryClientProvider client={client}>
      <FilesPage>
        <p>Editor</p>
      </FilesPage>
      <FileDialogs />
    </QueryClientProvider>,
  )
  return bridge
}

beforeEach(() => {
  useEditorStore.setState(useEditorStore.getInitialState())
  useTreeStore.setState(useTreeStore.getInitialState())
  useProjectStore.setState({ projectId: '0123456789abcdef' })
  resetUi()
  showUi({ page: 'files' })
})

afterEach(cleanup)

describe('the files page', () => {
  it('unfolds and opens with the keyboard', async () => {
    const user = userEvent.setup()
    const bridge = show()
    const tree = await screen.findByRole('tree')
    tree.focus()
    await user.keyboard('{Home}{ArrowRight}')
    expect(bridge.asked('file.list').map(({ folder }) => folder)).toEqual(['', 'conditionals'])
    await screen.findByRole('treeitem', { name: /enough_rows.py/ })
    await user.keyboard('{ArrowRight}{Enter}')
    expect(useEditorStore.getState().active).toBe('conditionals/enough_rows.py')
    expect(useUiStore.getState().page).toBe('files')
  })

  it('finds files by name', async () => {
    const user = userEvent.setup()
    show()
    await user.type(screen.getByRole('searchbox', { name: 'Find a file' }), 'train')
    await user.click(await screen.findByRole('button', { name: /train_model.py/ }))
    expect(useEditorStore.getState().active).toBe('transformers/train_model.py')
    await user.type(screen.getByRole('searchbox', { name: 'Find a file' }), 'zzz')
    expect(await screen.findByText('No file matches')).toBeDefined()
  })

  it('says why the files cannot be read', async () => {
    show({ 'file.list': () => fail('unreadable-file', 'The folder is locked.') })
    expect(await screen.findByText('The folder is locked.')).toBeDefined()
  })

  it('offers a file where the folder is empty', async () => {
    const user = userEvent.setup()
    show({ 'file.list': () => ok([]) })
    await user.click(await screen.findByRole('button', { name: 'New file…' }))
    expect(useUiStore.getState().dialog).toEqual({ kind: 'new-file', folder: '', entry: 'file' })
  })
})

describe('dialogs about files', () => {
  it('make a file and open it', async () => {
    const user = userEvent.setup()
    const bridge = show({
      'file.create': ({ path, kind }) => ok({ path, kind, size: 0 }),
      'file.read': ({ path }) => ok({ path, text: '', etag: 'c'.repeat(64), editable: true, message: null }),
    })
    showDialog({ kind: 'new-file', folder: 'utils', entry: 'file' })
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'dates?')
    expect(screen.getByRole('button', { name: 'Create' })).toHaveProperty('disabled', true)
    await user.type(screen.getByRole('textbox', { name: 'Name' }), '{Backspace}.py{Enter}')
    expect(bridge.asked('file.create')).toMatchObject([{ path: 'utils/dates.py', kind: 'file' }])
    expect(useUiStore.getState().dialog).toBeNull()
    expect(useEditorStore.getState().active).toBe('utils/dates.py')
  })

  it('say what the engine refused', async () => {
    const user = userEvent.setup()
    show({ 'file.rename': () => fail('already-exists', 'A file of that name is there.') })
    showDialog({ kind: 'rename-file', path: 'requirements.txt' })
    const name = await screen.findByRole('textbox', { name: 'Name' })
    await user.clear(name)
    await user.type(name, 'README.md{Enter}')
    expect(await screen.findByText('A file of that name is there.')).toBeDefined()
    expect(useUiStore.getState().dialog?.kind).toBe('rename-file')
  })

  it('rename the file of a block as the block', async () => {
    const user = userEvent.setup()
    const bridge = show()
    showDialog({ kind: 'delete-file', path: 'transformers/train_model.py' })
    expect(await screen.findByText(/leaves 1 pipeline as a block: train_churn_model/)).toBeDefined()
    showDialog({ kind: 'rename-file', path: 'transformers/train_model.py' })
    const name = await screen.findByRole('textbox', { name: 'Name' })
    await user.clear(name)
    await user.type(name, 'fit.py{Enter}')
    expect(bridge.asked('file.rename')).toEqual([])
    expect(bridge.asked('pipeline.edit')[0]?.edits).toEqual([
      { kind: 'rename-block', block: 'train_model', name: 'fit' },
    ])
  })
})
