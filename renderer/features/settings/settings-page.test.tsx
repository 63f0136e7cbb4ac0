import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { showApp } from '../../testing/show-app.tsx'

const openSettings = async () => {
  const shown = showApp()
  await shown.user.click(await screen.findByRole('button', { name: 'Settings' }))
  return shown
}

test('a switch is saved at once', async () => {
  const { user, bridge } = await openSettings()
  await user.click(await screen.findByRole('switch', { name: 'Wrap long lines in the editor' }))
  expect(bridge.asked('settings.update')).toEqual([{ wordWrap: true }])
  expect(screen.getByRole('switch', { name: 'Wrap long lines in the editor' }).getAttribute('aria-checked')).toBe(
    'true',
  )
})

test('a number out of range is said and not saved', async () => {
  const { user, bridge } = await openSettings()
  const field = await screen.findByRole('spinbutton', { name: 'Editor font size' })
  await user.clear(field)
  await user.type(field, '99')
  expect(screen.getByRole('alert').textContent).toBe('A whole number from 8 to 32.')
  expect(bridge.asked('settings.update').some((change) => change.editorFontSize === 99)).toBe(false)
})

test('an empty number of parallel blocks means as many as cores', async () => {
  const { user, bridge } = await openSettings()
  const field = await screen.findByRole('spinbutton', { name: 'Blocks that run at the same time' })
  await user.type(field, '2')
  await user.clear(field)
  expect(bridge.asked('settings.update')).toEqual([{ maxParallelBlocks: 2 }, { maxParallelBlocks: null }])
})

test('keys of commands are listed', async () => {
  await openSettings()
  expect(await screen.findByText('Ctrl O')).toBeDefined()
})
