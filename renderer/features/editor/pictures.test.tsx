import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { ok } from '#shared/result.ts'
import { openFile } from '../../commands/file-commands.ts'
import { changeBuffer, useEditorStore } from '../../state/editor-store.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { showView } from '../../testing/show-view.tsx'
import { EditorPanel } from './editor-panel.tsx'

const etag = 'a'.repeat(64)
const binary: Answers = {
  'file.read': ({ path }) => ok({ path, text: '', etag, editable: false, message: 'Expected text.' }),
}

const show = (answers: Answers) => showView(<EditorPanel />, answers).bridge

beforeEach(() => useEditorStore.setState(useEditorStore.getInitialState()))

test('a picture is drawn, with its dimensions and size, and anew when it changes on disk', async () => {
  const bridge = show({
    ...binary,
    'file.picture': () => ok({ bytes: 68_210, picture: { mime: 'image/png', base64: 'aGVsbG8=' } }),
  })
  await act(() => openFile('charts/roc.png'))
  const picture = await screen.findByRole('img', { name: 'roc.png' })
  expect(picture.getAttribute('src')).toBe('data:image/png;base64,aGVsbG8=')
  Object.defineProperties(picture, { naturalWidth: { value: 1280 }, naturalHeight: { value: 720 } })
  fireEvent.load(picture)
  expect(screen.getByText('1,280 × 720 px')).toBeDefined()
  expect(screen.getByText('68.2 KB')).toBeDefined()
  act(() => changeBuffer('charts/roc.png', (buffer) => ({ ...buffer, etag: 'b'.repeat(64) })))
  await waitFor(() => expect(bridge.asked('file.picture')).toHaveLength(2))
})

test('a picture that is none says so', async () => {
  show({ ...binary, 'file.picture': () => ok({ bytes: 3, picture: { mime: 'image/png', base64: 'AAAA' } }) })
  await act(() => openFile('charts/half.png'))
  fireEvent.error(await screen.findByRole('img', { name: 'half.png' }))
  expect((await screen.findByRole('alert')).textContent).toContain('half.png has 3 B')
})

test('another file that is no text says its size and shows where it lies', async () => {
  const bridge = show({ ...binary, 'file.picture': () => ok({ bytes: 2_480_000, picture: null }) })
  await act(() => openFile('data/customers.parquet'))
  expect(await screen.findByText('customers.parquet · 2.5 MB')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Show in file manager' }))
  expect(bridge.asked('project.reveal')).toHaveLength(1)
})

test('an SVG is text and picture, drawn as it is being written', async () => {
  const text = '<svg xmlns="http://www.w3.org/2000/svg"/>'
  show({ 'file.read': ({ path }) => ok({ path, text, etag, editable: true, message: null }) })
  await act(() => openFile('charts/logo.svg'))
  await userEvent.click(await screen.findByRole('tab', { name: 'Preview' }))
  const source = () => decodeURIComponent(screen.getByRole('img', { name: 'logo.svg' }).getAttribute('src') ?? '')
  expect(source()).toContain(text)
  act(() => changeBuffer('charts/logo.svg', (buffer) => ({ ...buffer, text: '<svg><circle/></svg>' })))
  expect(source()).toContain('<circle/>')
})
