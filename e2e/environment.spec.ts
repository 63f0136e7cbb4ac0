import { execFile } from 'node:child_process'
import { chmod, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { answerFileDialogs } from './support/desktop.ts'
import { emptyFolder, mageProject, type SpecProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const loader = (uuid: string, body: string) => ({
  uuid,
  type: 'data_loader',
  upstream: [],
  code: `@data_loader\ndef load(*args, **kwargs):\n${body}`,
})

/** A wheel of one module, made on the spot: installing it needs no network. */
const writeWheel = async (project: SpecProject): Promise<void> => {
  await project.write('wheels/README.md', 'Packages of this project.\n')
  const script = [
    'import zipfile',
    'info = "spec_package-1.0.dist-info"',
    'with zipfile.ZipFile("spec_package-1.0-py3-none-any.whl", "w") as wheel:',
    '    wheel.writestr("spec_package.py", "answer = 42")',
    '    wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: spec-package\\nVersion: 1.0\\n")',
    '    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: spec\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
    '    names = ["spec_package.py", f"{info}/METADATA", f"{info}/WHEEL", f"{info}/RECORD"]',
    '    wheel.writestr(f"{info}/RECORD", "".join(f"{name},,\\n" for name in names))',
  ].join('\n')
  await promisify(execFile)('python3', ['-c', script], { cwd: project.at('wheels') })
}

const requirements = (version: string) => `--no-index\n--find-links ./wheels\nspec_package==${version}\n`

test('trust is asked before anything runs, once, and remembered; "Not now" runs nothing', async () => {
  await using data = await emptyFolder('data')
  await using project = await mageProject('careful', [loader('leaves_a_mark', '')])
  const mark = JSON.stringify(project.at('mark.txt'))
  await project.write(
    'data_loaders/leaves_a_mark.py',
    loader('', `    open(${mark}, 'a').write('ran ')\n    return 1\n`).code,
  )
  {
    await using app = await launchApp({ folder: project.path, dataDirectory: data.path })
    const bench = workbench(app.page)
    await expect(app.page.getByRole('button', { name: 'Not trusted' })).toBeVisible()
    await bench.run()
    const dialog = app.page.getByRole('dialog', { name: /^Do you trust/ })
    await expect(dialog).toContainText(project.path)
    await dialog.getByRole('button', { name: 'Not now' }).click()
    await expect(dialog).toHaveCount(0)
    const projectId = await bench.projectId()
    const asked = { projectId, pipelineUuid: null, states: null, before: null, limit: 10 }
    expect(await bench.request('run.list', asked)).toEqual([])
    await expect(stat(project.at('mark.txt'))).rejects.toThrow('ENOENT')

    await bench.run()
    await dialog.getByRole('button', { name: 'Trust and run' }).click()
    await bench.expectBlock('leaves_a_mark', 'completed')
    await bench.expectNoRun()
  }
  await using app = await launchApp({ folder: project.path, dataDirectory: data.path })
  const bench = workbench(app.page)
  await expect(app.page.getByRole('button', { name: /^Environment: Python 3\.\d+ · system, ready/ })).toBeVisible()
  await bench.run()
  await expect(app.page.getByRole('button', { name: 'Pipeline careful' })).toBeVisible()
  await expect.poll(() => project.read('mark.txt')).toBe('ran ran ')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  expect(app.errors).toEqual([])
})

test('the interpreter is shown and can be changed; what is no Python is refused in words', async () => {
  await using project = await mageProject('interpreters', [loader('asks', "    return 'done'\n")])
  await project.write('tools/my-python', `#!/bin/sh\ntouch '${project.at('used.txt')}'\nexec python3 "$@"\n`)
  await project.write('tools/not-python', '#!/bin/sh\necho hello\n')
  await chmod(project.at('tools/my-python'), 0o755)
  await chmod(project.at('tools/not-python'), 0o755)
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await app.page.getByRole('button', { name: 'Not trusted' }).click()
  await app.page.getByRole('button', { name: 'Trust', exact: true }).click()
  const choose = async () => {
    await app.page.getByRole('button', { name: /^Environment: / }).click()
    await app.page.getByRole('button', { name: 'Choose interpreter…' }).click()
    return app.page.getByRole('dialog', { name: 'Choose an interpreter' })
  }
  const dialog = await choose()
  await expect(dialog.getByRole('listitem').first()).toContainText(/Python 3\.\d+/)
  await answerFileDialogs(app, project.at('tools/not-python'))
  await dialog.getByRole('button', { name: 'Browse…' }).click()
  const refused = app.page.getByRole('dialog', { name: 'The interpreter could not be used' })
  await expect(refused).toContainText('did not answer as a Python interpreter')
  await app.page.keyboard.press('Escape')
  await expect(refused).toHaveCount(0)

  await choose()
  await answerFileDialogs(app, project.at('tools/my-python'))
  await dialog.getByRole('button', { name: 'Browse…' }).click()
  await expect(app.page.getByRole('button', { name: /^Environment: Python 3\.\d+ · chosen, ready/ })).toBeVisible()
  await bench.run()
  await bench.expectBlock('asks', 'completed')
  expect((await stat(project.at('used.txt'))).isFile()).toBe(true)
})

test('packages that are missing are told before the run; making .venv shows its progress and the run goes on', async () => {
  test.slow()
  await using project = await mageProject('needy', [
    loader(
      'imports',
      "    import spec_package\n    print('answer', spec_package.answer)\n    return spec_package.answer\n",
    ),
  ])
  await writeWheel(project)
  await project.write('requirements.txt', requirements('2.0'))
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.trustAndRun()
  const missing = app.page.getByRole('dialog', { name: 'Packages are missing' })
  await expect(missing).toContainText('spec_package==2.0')
  await expect(missing).toContainText('not installed')
  await expect(
    app.page.getByRole('button', { name: /^Environment: .* packages missing/, includeHidden: true }),
  ).toBeVisible()
  const asked = { projectId: await bench.projectId(), pipelineUuid: null, states: null, before: null, limit: 10 }
  expect(await bench.request('run.list', asked)).toEqual([])

  await missing.getByRole('button', { name: 'Install into .venv' }).click()
  const progress = app.page.getByRole('dialog', { name: 'Making the environment' })
  await expect(progress.getByRole('log')).toContainText('Making .venv with')
  const failed = app.page.getByRole('dialog', { name: 'The environment could not be made' })
  await expect(failed).toContainText('Installing requirements.txt failed', { timeout: 60_000 })
  await expect(failed.getByRole('log')).toContainText(/spec.package==2\.0/)

  await project.write('requirements.txt', requirements('1.0'))
  await failed.getByRole('button', { name: 'Try again' }).click()
  const ready = app.page.getByRole('dialog', { name: 'The environment is ready' })
  await ready.getByRole('button', { name: 'Run now' }).click({ timeout: 60_000 })
  await bench.expectBlock('imports', 'completed')
  await expect(bench.log.getByText('answer 42')).toBeVisible()
  await expect(app.page.getByRole('button', { name: /^Environment: Python 3\.\d+ · \.venv, ready/ })).toBeVisible()
  expect((await project.read('.gitignore').catch(() => '.venv')).includes('.venv')).toBe(true)
})
