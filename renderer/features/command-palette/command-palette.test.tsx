import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ok } from '#shared/result.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { sampleStart } from '../../testing/sample-project.ts'
import { showApp } from '../../testing/show-app.tsx'
import { bestGroups, matchScore, type PaletteGroup } from './palette-entry.ts'

const openPalette = async () => {
  const shown = showApp()
  await screen.findByText('Watching 148 files')
  await shown.user.keyboard('{Control>}k{/Control}')
  return { ...shown, palette: within(await screen.findByRole('dialog', { name: 'Search and commands' })) }
}

test('a block is found by a part of its name and opens on its graph', async () => {
  const { user, palette } = await openPalette()
  await user.keyboard('features')
  await palette.findByRole('option', { name: /build_features.*train_churn_model/ })
  await user.keyboard('{Enter}')
  expect(useUiStore.getState()).toMatchObject({ paletteOpen: false, selection: ['build_features'] })
})

test('a file is found and opened', async () => {
  const { user, palette, bridge } = await openPalette()
  await user.keyboard('requirements')
  await user.click(await palette.findByRole('option', { name: /requirements.txt/ }))
  await waitFor(() => expect(bridge.asked('file.read').at(-1)?.path).toBe('requirements.txt'))
})

test('a run is found by its number', async () => {
  const { user, palette } = await openPalette()
  await user.keyboard('run 40')
  await user.click(await palette.findByRole('option', { name: /Run 40/ }))
  expect(useUiStore.getState()).toMatchObject({ page: 'runs', shownRunId: 40 })
})

test('a command shows its keys and runs', async () => {
  const { user, palette } = await openPalette()
  await user.keyboard('settings')
  const option = await palette.findByRole('option', { name: /^Settings/ })
  expect(option.textContent).toContain('Ctrl ,')
  await user.click(option)
  expect(await screen.findByRole('heading', { name: 'Settings' })).toBeDefined()
})

test('a text nothing is called by says so', async () => {
  const { user, palette } = await openPalette()
  await user.keyboard('qqqzzz')
  expect(await palette.findByText(/Nothing is called/)).toBeDefined()
})

test('the palette works without a project', async () => {
  const { user } = showApp({ 'system.start': () => ok({ ...sampleStart, projectId: null }) })
  await screen.findByRole('heading', { name: 'Recent projects' })
  await user.keyboard('{Control>}k{/Control}')
  expect(await screen.findByRole('option', { name: /New project/ })).toBeDefined()
})

test('commands that can run now stand before those that cannot', async () => {
  const { user } = showApp({ 'system.start': () => ok({ ...sampleStart, projectId: null }) })
  await screen.findByRole('heading', { name: 'Recent projects' })
  await user.keyboard('{Control>}k{/Control}')
  const disabled = (await screen.findAllByRole('option')).map((option) => option.getAttribute('aria-disabled'))
  expect(new Set(disabled)).toEqual(new Set(['false', 'true']))
  expect(disabled).toEqual(disabled.toSorted())
})

test('the group with the best match comes first', () => {
  const group = (heading: string, label: string): PaletteGroup => ({
    heading,
    entries: [{ id: label, label, hint: '', icon: { kind: 'command' }, disabled: false, run: () => {} }],
  })
  const groups = [group('Blocks', 'user_profiles_cleaned'), group('Runs', 'Run 40'), group('Commands', 'Run all')]
  expect(bestGroups(groups, 'run').map(({ heading }) => heading)).toEqual(['Runs', 'Commands', 'Blocks'])
  expect(bestGroups(groups, '').map(({ heading }) => heading)).toEqual(['Blocks', 'Runs', 'Commands'])
})

test('the start of a name counts more than its middle, and letters in order are enough', () => {
  expect(matchScore('train_model', 'train')).toBeGreaterThan(matchScore('pretrain', 'train'))
  expect(matchScore('train_model', 'model')).toBeGreaterThan(matchScore('remodel', 'model'))
  expect(matchScore('build_features', 'bldf')).toBeGreaterThan(0)
  expect(matchScore('build_features', 'xyz')).toBe(0)
})
