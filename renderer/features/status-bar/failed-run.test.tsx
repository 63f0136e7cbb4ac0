import { act, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ok } from '#shared/result.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { takeRunSnapshot } from '../../state/run-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { testBlockRun, testRun } from '../../testing/graph-fixture.ts'
import { showApp } from '../../testing/show-app.tsx'

const frame = (file: string, line: number, inProject: boolean) => ({ file, line, inProject, function: 'f', code: null })
const frames = [
  frame('data_loaders/load_customers.py', 3, true),
  frame('transformers/train_model.py', 14, true),
  frame('/lib/sklearn/base.py', 612, false),
]
const error = { type: 'ValueError', message: 'Input y contains NaN.', traceback: '', frames }
const failed = testRun(
  [
    testBlockRun('register_model', { state: 'upstream-failed', endedAt: 900 }),
    testBlockRun('later', { state: 'failed', endedAt: 2000 }),
    testBlockRun('train_model', { state: 'failed', endedAt: 1410, error }),
  ],
  { id: 60, state: 'failed', endedAt: 2100 },
)

test('a failed run is told, and a click or a key leads to the innermost line of the project', async () => {
  const { user } = showApp({ 'run.latest': () => ok(failed) })
  await screen.findByText('Watching 148 files')
  act(() => takeRunSnapshot(failed))
  let revealed: unknown = null
  const stop = useEditorStore.subscribe(({ reveal }) => {
    revealed = reveal ?? revealed
  })
  await user.click(await screen.findByRole('button', { name: 'Run 60 · train_model failed' }))
  await waitFor(() => expect(useEditorStore.getState().active).toBe('transformers/train_model.py'))
  expect(useUiStore.getState().selection).toEqual(['train_model'])
  expect(revealed).toEqual({ path: 'transformers/train_model.py', line: 14 })
  stop()
  act(() => showUi({ selection: [] }))
  await user.keyboard('{F8}')
  expect(useUiStore.getState().selection).toEqual(['train_model'])
})
