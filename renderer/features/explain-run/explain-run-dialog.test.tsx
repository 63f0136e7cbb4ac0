import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import { showApp } from '../../testing/show-app.tsx'

const answers = {
  'run.latest': () => ok(null),
  'run.explain': () =>
    ok([
      { blockUuid: 'load', kind: 'runs' as const, reason: 'Will run because data loaders always run.' },
      { blockUuid: 'clean', kind: 'depends' as const, reason: 'Reused if "load" gives the same output as before.' },
      { blockUuid: 'report', kind: 'reused' as const, reason: 'Reused from run 3 because all is the same.' },
    ]),
}

const openMenu = async (user: ReturnType<typeof showApp>['user'], item: string) => {
  await user.click(await screen.findByRole('button', { name: 'More ways to run' }))
  await user.click(await screen.findByRole('menuitem', { name: item }))
}

test('each block says whether it will run and why, before the run of what changed starts', async () => {
  const { user, bridge } = showApp(answers)
  await openMenu(user, 'Explain what would run…')
  const dialog = await screen.findByRole('dialog')
  await waitFor(() => expect(dialog.textContent).toContain('Data loaders always run.'))
  expect(dialog.textContent).toContain('1 block will run, 1 reused, 1 decided when the blocks above have run.')
  expect(bridge.asked('run.start')).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Run what changed' }))
  await waitFor(() => expect(bridge.asked('run.start')).toMatchObject([{ reuse: true, scope: { kind: 'all' } }]))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('where it cannot be said, the dialog says why', async () => {
  const { user } = showApp({ ...answers, 'run.explain': () => fail('not-trusted', 'Trust the folder first.') })
  await openMenu(user, 'Explain what would run…')
  expect((await screen.findByRole('alert')).textContent).toContain('Trust the folder first.')
})
