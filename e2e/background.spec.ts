import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { launchApp, type RunningApp } from './support/app.ts'
import { emptyFolder, mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const loader = '@data_loader\ndef load(*args, **kwargs):\n    return 7\n'
const scoring = () => mageProject('scoring', [{ uuid: 'source', type: 'data_loader', upstream: [], code: loader }])

const isVisible = ({ electron }: RunningApp): Promise<boolean | undefined> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())

const openSettings = (page: Page) => page.getByRole('button', { name: 'Settings', exact: true }).click()

test('closed to the tray, a window hides, its triggers fire on, and it comes back', async () => {
  await using project = await scoring()
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  await openSettings(page)
  await page.getByRole('switch', { name: 'Stay in the tray when a window is closed' }).click()
  await page.getByRole('button', { name: 'Pipelines', exact: true }).click()
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('source', 'completed')
  await page.getByRole('tab', { name: 'Triggers' }).click()
  await page.getByRole('button', { name: 'New trigger' }).click()
  await page.getByRole('combobox', { name: 'Fires', exact: true }).click()
  await page.getByRole('option', { name: 'At an interval' }).click()
  await page.getByRole('spinbutton', { name: 'Every' }).fill('1')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Every 1 s')).toBeVisible()

  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await isVisible(app)).toBe(false)
  const count = async () => (await readdir(join(project.path, '.pipewright', 'runs'))).length
  const before = await count()
  await expect.poll(count, { timeout: 20_000 }).toBeGreaterThan(before + 1)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show())
  await expect.poll(() => isVisible(app)).toBe(true)
})

test('started at login it is hidden and holds the project opened last', async () => {
  test.skip(process.platform !== 'linux', 'elsewhere the system keeps the login items itself')
  await using project = await scoring()
  await using configuration = await emptyFolder('configuration')
  await using data = await emptyFolder('data')
  const env = { XDG_CONFIG_HOME: configuration.path }
  const entry = join(configuration.path, 'autostart', 'pipewright.desktop')
  {
    await using app = await launchApp({ folder: project.path, dataDirectory: data.path, env })
    await openSettings(app.page)
    const login = app.page.getByRole('switch', { name: 'Start at login' })
    await login.click()
    await expect(login).toBeChecked()
    await expect.poll(() => readFile(entry, 'utf8').catch(() => '')).toContain('"--at-login"')
    await login.click()
    await expect.poll(() => stat(entry).catch(() => null)).toBeNull()
  }
  await using app = await launchApp({ dataDirectory: data.path, env, switches: ['--at-login'] })
  await expect(app.page.getByRole('button', { name: /^Project/ })).toBeVisible()
  expect(await isVisible(app)).toBe(false)
})
