import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { openFolder } from '../../commands/project-opening.ts'
import { putBuffer } from '../../state/editor-store.ts'
import { sampleEtag, sampleProjectId } from '../../testing/sample-project.ts'
import { showApp } from '../../testing/show-app.tsx'

const path = 'transformers/train_model.py'

const withUnsavedText = async () => {
  const shown = showApp()
  await screen.findByText('Watching 148 files')
  act(() =>
    putBuffer({
      path,
      text: 'changed',
      savedText: 'before',
      etag: sampleEtag,
      editable: true,
      message: null,
      disk: null,
      savedAt: null,
    }),
  )
  return shown
}

test('another project is not opened over unsaved text without asking', async () => {
  const { bridge, user } = await withUnsavedText()
  act(() => void openFolder('/home/ada/work/demand'))
  const dialog = within(await screen.findByRole('dialog', { name: 'Save changes first?' }))
  expect(dialog.getByText(path)).toBeDefined()
  await user.click(dialog.getByRole('button', { name: 'Stay' }))
  expect(bridge.asked('project.open')).toEqual([])
})

test('saved first, the other project opens', async () => {
  const { bridge, user } = await withUnsavedText()
  act(() => void openFolder('/home/ada/work/demand'))
  await user.click(await screen.findByRole('button', { name: 'Save all' }))
  await waitFor(() => expect(bridge.asked('project.open').length).toBe(1))
  expect(bridge.asked('file.save')).toMatchObject([{ path, text: 'changed', expected: sampleEtag }])
})

test('discarded text is forgotten for good', async () => {
  const { bridge, user } = await withUnsavedText()
  act(() => bridge.emit('window.close-requested', { activeRuns: 0 }))
  await user.click(await screen.findByRole('button', { name: 'Discard changes' }))
  await waitFor(() => expect(bridge.asked('system.closeWindow')).toEqual([{ cancelRuns: false }]))
  expect(bridge.asked('file.journal')).toContainEqual({ projectId: sampleProjectId, path, text: null, etag: null })
})
