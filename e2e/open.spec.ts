import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { answerFileDialogs, dropFolder, startAgain, windowCount } from './support/desktop.ts'
import { emptyFolder, mageProject, pipelineText } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const run = promisify(execFile)
const loader = { uuid: 'source', type: 'data_loader', upstream: [], code: '@data_loader\ndef load():\n    return 1\n' }

/** Every file below a folder with the hash of its bytes, without what is ours alone. */
const contents = async (folder: string): Promise<Record<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const own = files.filter((file) => !file.includes('.pipewright'))
  const hashed = own.map(async (file) => {
    const bytes = await readFile(file)
    return [file.slice(folder.length + 1), createHash('sha256').update(bytes).digest('hex')] as const
  })
  return Object.fromEntries(await Promise.all(hashed))
}

test('the welcome page lists recent projects, marks missing ones and opens one', async () => {
  await using data = await emptyFolder('data')
  await using kept = await mageProject('kept_pipeline', [loader])
  {
    await using gone = await mageProject('gone_pipeline', [loader])
    await rm(gone.at('io_config.yaml'))
    await using app = await launchApp({ folder: gone.path, dataDirectory: data.path })
    const page = workbench(app.page)
    await expect(page.block('source')).toBeVisible()
    expect(await startAgain(app, { folder: kept.path })).toBe(0)
    await expect.poll(() => windowCount(app)).toBe(2)
    const second = app.electron.windows()[1] ?? (await app.electron.waitForEvent('window'))
    await expect(second.getByRole('button', { name: 'Pipeline kept_pipeline' })).toBeVisible()
  }
  await using app = await launchApp({ dataDirectory: data.path })
  const recent = app.page.getByRole('region', { name: 'Recent projects' })
  const missing = recent.getByRole('listitem').filter({ hasText: 'folder missing' })
  await expect(recent.getByRole('listitem')).toHaveCount(2)
  await expect(missing.getByRole('button').first()).toBeDisabled()
  await missing.getByRole('button', { name: /^Remove/ }).click()
  await expect(recent.getByRole('listitem')).toHaveCount(1)
  await recent.getByRole('button', { name: /^spec_project/ }).click()
  await expect(workbench(app.page).block('source')).toBeVisible()
})

test('a Mage project opens as it is: from a dialog, by a drop and as an argument, and no file of it changes', async () => {
  await using first = await mageProject('by_dialog', [loader])
  await using second = await mageProject('by_drop', [loader])
  await using third = await mageProject('by_argument', [loader])
  const projects = [first, second, third]
  const before = await Promise.all(projects.map((project) => contents(project.path)))
  await using app = await launchApp()
  await answerFileDialogs(app, null)
  await app.page.getByRole('button', { name: 'Open folder…' }).click()
  await answerFileDialogs(app, first.path)
  await app.page.getByRole('button', { name: 'Open folder…' }).click()
  await expect(app.page.getByRole('application', { name: 'Graph of by_dialog' })).toBeVisible()
  await dropFolder(app.page, second.path)
  await expect(app.page.getByRole('application', { name: 'Graph of by_drop' })).toBeVisible()
  await startAgain(app, { folder: third.path })
  await expect.poll(() => app.electron.windows().length).toBe(2)
  const other = app.electron.windows()[1] ?? app.page
  await expect(other.getByRole('application', { name: 'Graph of by_argument' })).toBeVisible()
  expect(await Promise.all(projects.map((project) => contents(project.path)))).toEqual(before)
  expect(app.errors).toEqual([])
})

test('a new project is made from a template, ready for git', async () => {
  await using place = await emptyFolder('place')
  await using app = await launchApp()
  await app.page.getByRole('button', { name: 'New project…' }).click()
  const dialog = app.page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('demand forecast')
  await answerFileDialogs(app, place.path)
  await dialog.getByRole('button', { name: 'Browse…' }).click()
  await expect(dialog.getByText(`Will be made at ${join(place.path, 'demand forecast')}`)).toBeVisible()
  await dialog.getByRole('radio').nth(1).check()
  await dialog.getByRole('button', { name: 'Create project' }).click()
  await expect(app.page.getByRole('button', { name: 'Project demand forecast' })).toBeVisible()
  await expect(app.page.getByRole('application', { name: /^Graph of/ })).toBeVisible()

  const made = place.at('demand forecast')
  await run('git', ['init', '-q', '-b', 'main'], { cwd: made })
  const { stdout } = await run('git', ['status', '--porcelain', '--ignored', '-uall'], { cwd: made })
  const lines = stdout.split('\n').filter((line) => line !== '')
  const shown = lines.filter((line) => line.startsWith('??'))
  expect(shown.some((line) => line.includes('metadata.yaml'))).toBe(true)
  expect(shown.filter((line) => line.includes('.pipewright'))).toEqual([])
  expect(await readdir(place.path)).toEqual(['demand forecast'])
})

test('an example is copied into a folder of the user and opened', async () => {
  await using app = await launchApp()
  const card = app.page.getByRole('region', { name: 'Examples' }).getByRole('button').first()
  await card.click()
  await expect(app.page.getByRole('application', { name: /^Graph of/ })).toBeVisible()
  await expect(app.page.getByRole('group', { name: /, not run/ }).first()).toBeVisible()
  expect((await stat(join(app.dataDirectory, 'examples'))).isDirectory()).toBe(true)
})

test('a folder with several projects asks which one', async () => {
  await using platform = await emptyFolder('platform')
  await platform.write('metadata.yaml', 'main_project: web\nproject_platform: {}\n')
  for (const name of ['web', 'ads']) {
    await platform.write(`${name}/metadata.yaml`, 'project_type: standalone\n')
    await platform.write(`${name}/io_config.yaml`, 'version: 0.1.1\n')
    await platform.write(`${name}/pipelines/${name}_daily/metadata.yaml`, pipelineText(`${name}_daily`, []))
  }
  await using app = await launchApp()
  await answerFileDialogs(app, platform.path)
  await app.page.getByRole('button', { name: 'Open folder…' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Which project?' })
  await expect(dialog.getByRole('button', { name: /1 pipeline/ })).toHaveCount(2)
  await dialog.getByRole('button', { name: /^ads/ }).click()
  await expect(app.page.getByRole('button', { name: 'Project ads' })).toBeVisible()
  await expect(app.page.getByRole('button', { name: 'Pipeline ads_daily' })).toBeVisible()
})

test('a folder of plain Python files says what it lacks and is made a project', async () => {
  await using folder = await emptyFolder('plain')
  await folder.write('train.py', 'print("trained")\n')
  await folder.write('lib/helpers.py', 'answer = 42\n')
  const before = await contents(folder.path)
  await using app = await launchApp()
  await answerFileDialogs(app, folder.path)
  await app.page.getByRole('button', { name: 'Open folder…' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Make this folder a project?' })
  await expect(dialog.getByText('2 Python files in it can become blocks of a pipeline.')).toBeVisible()
  await expect(dialog.getByText('metadata.yaml')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await contents(folder.path)).toEqual(before)

  await app.page.getByRole('button', { name: 'Open folder…' }).click()
  await dialog.getByRole('button', { name: 'Make it a project' }).click()
  await expect(app.page.getByRole('button', { name: 'Project plain' })).toBeVisible()
  expect(await contents(folder.path)).toMatchObject(before)
  expect((await stat(folder.at('pipelines'))).isDirectory()).toBe(true)
})

test('one project is in one window: a second start with the same folder brings the first one to the front', async () => {
  await using project = await mageProject('only_once', [loader])
  await using app = await launchApp({ folder: project.path })
  await expect(workbench(app.page).block('source')).toBeVisible()
  expect(await startAgain(app, { folder: project.at('pipelines/..') })).toBe(0)
  await startAgain(app, {})
  expect(await windowCount(app)).toBe(1)

  const opened = app.electron.waitForEvent('window')
  await workbench(app.page).request('system.openWindow', {})
  const second = await opened
  await second.getByRole('button', { name: new RegExp(`^${basename(project.path)}`) }).click()
  await expect
    .poll(() => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.id ?? null))
    .toBe(1)
  await expect(second.getByRole('region', { name: 'Recent projects' })).toBeVisible()
  await expect(second.getByRole('dialog')).toHaveCount(0)
})

test('nothing of a folder is executed by opening and reading it', async () => {
  await using project = await mageProject('booby_trap', [
    { ...loader, code: 'import pathlib\npathlib.Path("executed-block").touch()\n' },
  ])
  const trap = (name: string) => `#!/bin/sh\ntouch '${project.at(`executed-${name}`)}'\nexit 1\n`
  const traps = ['.venv/bin/python', 'venv/bin/python', 'bin/python3', 'bin/python', 'bin/uv', 'bin/conda', 'fsmonitor']
  for (const file of traps) {
    await project.write(file, trap(file.replaceAll('/', '-')))
    await run('chmod', ['+x', project.at(file)])
  }
  for (const file of ['sitecustomize.py', '__init__.py', 'data_loaders/__init__.py']) {
    await project.write(file, `open(${JSON.stringify(project.at('executed-python'))}, "w")\n`)
  }
  await project.write('.gitattributes', '*.py filter=trap\n')
  await run('git', ['init', '-q', '-b', 'trapped'], { cwd: project.path })
  await run('git', ['config', 'core.fsmonitor', project.at('fsmonitor')], { cwd: project.path })
  await run('git', ['config', 'filter.trap.clean', project.at('fsmonitor')], { cwd: project.path })
  await rm(project.at('executed-fsmonitor'), { force: true })

  const env = { PATH: `${project.at('bin')}:${process.env.PATH ?? ''}` }
  await using app = await launchApp({ folder: project.path, env })
  const bench = workbench(app.page)
  await bench.select('source')
  await expect(app.page.getByText('trapped', { exact: true })).toBeVisible()
  await expect(app.page.getByText(/Watching \d+ files/)).toBeVisible()
  await expect(app.page.getByRole('button', { name: 'Not trusted' })).toBeVisible()
  for (const name of ['Files', 'Runs', 'Settings', 'Pipelines']) await bench.goTo(name)
  const projectId = await bench.projectId()
  await bench.request('environment.interpreters', { projectId })
  await bench.request('environment.get', { projectId })
  await bench.run()
  await app.page.getByRole('button', { name: 'Not now' }).click()
  expect((await readdir(project.path)).filter((name) => name.startsWith('executed'))).toEqual([])
})

test('files that cannot be read are problems with file, line and words; the rest opens; mended ones go away', async () => {
  await using project = await mageProject('good', [loader])
  await project.write('pipelines/broken/metadata.yaml', 'name: broken\nblocks:\n- uuid: [unclosed\nname: x\n')
  await project.write('metadata.yaml', 'project_type: standalone\nvariables_dir: "nowhere\n')
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.showPipeline('good')
  await expect(bench.block('source')).toBeVisible()
  await app.page.getByRole('tab', { name: /^Problems/ }).click()
  const broken = app.page.getByRole('region', { name: 'pipelines/broken/metadata.yaml' })
  await expect(broken.getByText(/line \d/).first()).toBeVisible()
  await expect(broken.getByRole('button').first()).toHaveText(/\w+ \w+ \w+/)
  await expect(app.page.getByRole('region', { name: 'metadata.yaml', exact: true })).toContainText(/line \d/)

  await project.write('pipelines/broken/metadata.yaml', pipelineText('broken', []))
  await expect(broken).toHaveCount(0)
  await project.write('metadata.yaml', 'project_type: standalone\n')
  await expect(app.page.getByText('No problems')).toBeVisible()
})
