import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { sampleStart } from '../../testing/sample-project.ts'
import { showApp } from '../../testing/show-app.tsx'
import { projectNameProblem, projectPath } from './project-name.ts'

const openDialog = async (changed: Answers = {}) => {
  const shown = showApp({ 'system.start': () => ok({ ...sampleStart, projectId: null }), ...changed })
  await shown.user.click(await screen.findByRole('button', { name: 'New project…' }))
  return { ...shown, dialog: within(await screen.findByRole('dialog', { name: 'New project' })) }
}

test('a project is made from name, place and template, and opened', async () => {
  const { user, dialog, bridge } = await openDialog()
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'churn')
  expect(dialog.getByText('Will be made at /home/ada/churn')).toBeDefined()
  await user.click(dialog.getByRole('radio', { name: /pandas/ }))
  await user.click(dialog.getByRole('button', { name: 'Create project' }))
  await screen.findByRole('button', { name: 'Project churn-project' })
  expect(bridge.asked('project.create')).toEqual([{ name: 'churn', parent: '/home/ada', templateId: 'pandas_sklearn' }])
})

test('a name that cannot be a folder is refused while it is typed', async () => {
  const { user, dialog } = await openDialog()
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'a/b')
  expect(dialog.getByRole('alert').textContent).toContain('leave out')
  expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Create project' }).disabled).toBe(true)
})

test('a place that is taken is said beside the name, not in another dialog', async () => {
  const { user, dialog } = await openDialog({
    'project.create': () => fail('already-exists', '/home/ada/churn exists already. Choose another name.'),
  })
  await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'churn{Enter}')
  expect((await dialog.findByRole('alert')).textContent).toBe('/home/ada/churn exists already. Choose another name.')
})

test.each(['', ' ', '.hidden', 'dot.', 'con', 'a:b', 'x'.repeat(101)])('“%s” is no name of a project', (name) => {
  expect(projectNameProblem(name)).not.toBeNull()
})

test.each(['churn', 'Churn 2', 'naïve', 'a-b_c'])('“%s” is a name of a project', (name) => {
  expect(projectNameProblem(name)).toBeNull()
})

test('the path uses the separator of its place', () => {
  expect(projectPath('C:\\work\\', 'churn')).toBe('C:\\work\\churn')
  expect(projectPath('/work/', 'churn')).toBe('/work/churn')
})
