import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { mageProject, pipelineText, type SpecBlock, type SpecProject } from './support/project.ts'
import { type Workbench, workbench } from './support/workbench.ts'

/** What the product promises, from the last byte on disk to the screen. */
const promised = { timeout: 1000 }
/** For a hand that does more than a file or two: the promise counts from its end, which is not ours to see. */
const machine = { timeout: 3000 }

const block = (uuid: string, upstream: readonly string[] = []): SpecBlock => ({
  uuid,
  type: upstream.length === 0 ? 'data_loader' : 'transformer',
  upstream,
  code: upstream.length === 0 ? '@data_loader\ndef load():\n    return 1\n' : '@transformer\ndef f(d):\n    return d\n',
})

const git = (project: SpecProject, ...args: string[]) =>
  promisify(execFile)('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: project.path,
  })

/** The first scan is over: from here on the promise counts. */
const watched = async (bench: Workbench): Promise<void> => {
  await expect(bench.page.getByText(/^Watching \d+ files$/)).toBeVisible()
}

const sideBar = (bench: Workbench) => bench.page.getByRole('navigation', { name: 'Pipelines and blocks' })

test('pipelines and blocks written, changed and deleted elsewhere show within a second', async () => {
  await using project = await mageProject('first', [block('source')])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await expect(bench.block('source')).toBeVisible()
  await watched(bench)

  await project.write('transformers/cleaned.py', block('cleaned', ['source']).code)
  await project.write(
    'pipelines/first/metadata.yaml',
    pipelineText('first', [block('source'), block('cleaned', ['source'])]),
  )
  await expect(bench.block('cleaned')).toBeVisible(promised)

  await project.write('pipelines/second/metadata.yaml', pipelineText('second', []))
  await expect(sideBar(bench).getByText('second', { exact: true })).toBeVisible(promised)

  await project.write('pipelines/first/metadata.yaml', pipelineText('first', [block('source')]))
  await expect(bench.block('cleaned')).toHaveCount(0, promised)

  await rm(project.at('pipelines/second'), { recursive: true })
  await expect(sideBar(bench).getByText('second', { exact: true })).toHaveCount(0, promised)

  await rm(project.at('data_loaders/source.py'))
  await app.page.getByRole('tab', { name: /^Problems/ }).click()
  await expect(
    app.page
      .getByRole('tabpanel')
      .getByText(/source\.py/)
      .first(),
  ).toBeVisible(promised)
  expect(app.errors).toEqual([])
})

test('a checkout of another branch shows at once, with its pipelines and its name', async () => {
  await using project = await mageProject('everyday', [block('source')])
  await git(project, 'init', '-q', '-b', 'main')
  await git(project, 'add', '-A')
  await git(project, 'commit', '-qm', 'first')
  await git(project, 'checkout', '-q', '-b', 'experiment')
  const changed = pipelineText('everyday', [block('source'), block('tried_out', ['source'])])
  await project.write('pipelines/everyday/metadata.yaml', changed)
  await project.write('pipelines/trial/metadata.yaml', pipelineText('trial', []))
  await project.write('transformers/tried_out.py', block('tried_out', ['source']).code)
  await git(project, 'add', '-A')
  await git(project, 'commit', '-qm', 'experiment')
  await git(project, 'checkout', '-q', 'main')

  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await expect(bench.block('source')).toBeVisible()
  await watched(bench)
  await expect(app.page.getByText('main', { exact: true })).toBeVisible()

  await git(project, 'checkout', '-q', 'experiment')
  await expect(bench.block('tried_out')).toBeVisible(promised)
  await expect(sideBar(bench).getByText('trial', { exact: true })).toBeVisible(promised)
  await expect(app.page.getByText('experiment', { exact: true })).toBeVisible(machine)

  await git(project, 'checkout', '-q', 'main')
  await expect(bench.block('tried_out')).toHaveCount(0, promised)
  await expect(sideBar(bench).getByText('trial', { exact: true })).toHaveCount(0, promised)
})

test('a script that writes 500 files leaves the window quick and right', async () => {
  await using project = await mageProject('calm', [block('source')])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await expect(bench.block('source')).toBeVisible()
  await watched(bench)
  const text = pipelineText('made', []).replaceAll('made', '%s')
  const script = [
    'import pathlib',
    'for n in range(500):',
    '    if n % 10 == 0:',
    '        folder = pathlib.Path(f"pipelines/made_{n:03}")',
    '        folder.mkdir()',
    `        (folder / "metadata.yaml").write_text(${JSON.stringify(text)}.replace("%s", f"made_{n:03}"))`,
    '    else:',
    '        pathlib.Path(f"transformers/made_{n:03}.py").write_text("# made")',
  ].join('\n')
  await project.write('transformers/__init__.py', '')
  const writer = spawn('python3', ['-c', script], { cwd: project.path, stdio: 'inherit' })
  expect((await once(writer, 'exit'))[0]).toBe(0)
  await expect(sideBar(bench).getByText(/^made_\d+$/)).toHaveCount(50, machine)
  await bench.goTo('Files')
  await app.page.getByRole('searchbox', { name: 'Find a file' }).fill('made_499')
  await expect(app.page.getByText('made_499.py').first()).toBeVisible(promised)
  const longest = await app.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const started = performance.now()
        requestAnimationFrame(() => resolve(performance.now() - started))
      }),
  )
  expect(longest).toBeLessThan(500)
})

test('an open file follows the disk where nothing is unsaved, and becomes a merge where something is', async () => {
  await using project = await mageProject('edited', [block('source')])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await watched(bench)
  await bench.openCode('source')
  await project.write('data_loaders/source.py', '# written elsewhere\n')
  await expect(bench.code).toContainText('# written elsewhere', promised)

  await bench.typeAtEnd('# typed here')
  await project.write('data_loaders/source.py', '# written elsewhere again\n')
  await expect(app.page.getByText(/changed on disk/i).first()).toBeVisible(promised)
  expect(await project.read('data_loaders/source.py')).toBe('# written elsewhere again\n')
})
