import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ok } from '#shared/result.ts'
import { sampleStart } from '../../testing/sample-project.ts'
import { showApp } from '../../testing/show-app.tsx'

const onWelcome = { 'system.start': () => ok({ ...sampleStart, projectId: null }) }

test('a recent project opens by a click', async () => {
  const { user, bridge } = showApp(onWelcome)
  await user.click(await screen.findByRole('button', { name: /^demand/ }))
  expect(await screen.findByRole('button', { name: 'Project churn-project' })).toBeDefined()
  expect(bridge.asked('project.open')).toEqual([{ path: '/home/ada/work/demand' }])
})

test('a missing project cannot be opened and can be taken out of the list', async () => {
  let forgotten: string | null = null
  const { user } = showApp({
    ...onWelcome,
    'project.forgetRecent': ({ path }) => {
      forgotten = path
      return ok(sampleStart.recentProjects.filter((project) => project.path !== path))
    },
  })
  const list = within(await screen.findByRole('region', { name: 'Recent projects' }))
  expect(list.getByRole<HTMLButtonElement>('button', { name: /^old-project/ }).disabled).toBe(true)
  await user.click(list.getByRole('button', { name: 'Remove old-project from the list' }))
  expect(list.queryByText('old-project')).toBeNull()
  expect(forgotten).toBe('/media/usb/old-project')
})

test('without recent projects the page points to the examples', async () => {
  showApp({ 'system.start': () => ok({ ...sampleStart, projectId: null, recentProjects: [] }) })
  expect(await screen.findByText('Nothing opened yet')).toBeDefined()
})

test('an example is copied and opened', async () => {
  const { user, bridge } = showApp(onWelcome)
  await user.click(await screen.findByRole('button', { name: /^Penguins/ }))
  await screen.findByRole('button', { name: 'Project churn-project' })
  expect(bridge.asked('project.openExample')).toEqual([{ exampleId: 'penguins' }])
})

test('a folder with several projects asks which one', async () => {
  const { user, bridge } = showApp({
    ...onWelcome,
    'project.inspect': ({ path }) =>
      path.endsWith('/b')
        ? ok({ kind: 'project', path, name: 'b' })
        : ok({
            kind: 'several',
            path,
            projects: [
              { name: 'a', path: `${path}/a`, pipelines: 1 },
              { name: 'b', path: `${path}/b`, pipelines: 3 },
            ],
          }),
  })
  await user.click(await screen.findByRole('button', { name: 'Open folder…' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Which project?' }))
  await user.click(dialog.getByRole('button', { name: /^b/ }))
  await screen.findByRole('button', { name: 'Project churn-project' })
  expect(bridge.asked('project.open')).toEqual([{ path: '/home/ada/work/demand/b' }])
})

test('a plain folder can be made a project; what is added is said', async () => {
  let adopted = false
  const { user } = showApp({
    ...onWelcome,
    'project.inspect': ({ path }) =>
      adopted
        ? ok({ kind: 'project', path, name: 'demand' })
        : ok({ kind: 'plain', path, pythonFiles: 4, missing: ['pipelines', 'metadata.yaml'] }),
    'project.adopt': ({ path }) => {
      adopted = true
      return ok({ path })
    },
  })
  await user.click(await screen.findByRole('button', { name: 'Open folder…' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Make this folder a project?' }))
  expect(dialog.getByText(/4 Python files/)).toBeDefined()
  expect(dialog.getByText('metadata.yaml')).toBeDefined()
  await user.click(dialog.getByRole('button', { name: 'Make it a project' }))
  expect(await screen.findByRole('button', { name: 'Project churn-project' })).toBeDefined()
})

test('a folder that is gone says so in words', async () => {
  const { user } = showApp({ ...onWelcome, 'project.inspect': ({ path }) => ok({ kind: 'missing', path }) })
  await user.click(await screen.findByRole('button', { name: 'Open folder…' }))
  const dialog = await screen.findByRole('dialog', { name: 'The folder is not there any more' })
  expect(dialog.textContent).toContain('/home/ada/work/demand')
})
