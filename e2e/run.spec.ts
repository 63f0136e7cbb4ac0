import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { processesMarked } from './support/processes.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const loader = (body: string) => `@data_loader\ndef load(*args, **kwargs):\n${body}`
const transformer = (body: string) => `@transformer\ndef change(data, *args, **kwargs):\n${body}`

test('one failing block stops what lies downstream of it and nothing else', async () => {
  await using project = await mageProject('branches', [
    { uuid: 'source', type: 'data_loader', upstream: [], code: loader('    return 7\n') },
    {
      uuid: 'breaks',
      type: 'transformer',
      upstream: ['source'],
      code: transformer("    raise ValueError('no sevens here')\n"),
    },
    { uuid: 'after_break', type: 'transformer', upstream: ['breaks'], code: transformer('    return data\n') },
    { uuid: 'goes_on', type: 'transformer', upstream: ['source'], code: transformer('    return data + 1\n') },
  ])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.trustAndRun()
  await bench.expectBlock('breaks', 'failed')
  await bench.expectBlock('after_break', 'upstream failed')
  await bench.expectBlock('goes_on', 'completed')

  await bench.select('breaks')
  await expect(app.page.getByRole('alert').filter({ hasText: 'ValueError: no sevens here' })).toBeVisible()
  await app.page.getByRole('button', { name: 'transformers/breaks.py:3' }).click()
  await expect(app.page.getByRole('tab', { name: /breaks\.py/ })).toBeVisible()
})

test('cancel leaves no process of a block that ignores SIGTERM and hides its children', async () => {
  const stubborn = loader(`
    import os, signal, subprocess, sys, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hidden = 'import os, signal, time; os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork(); time.sleep(600)'
    subprocess.Popen([sys.executable, '-c', hidden])
    print('stubborn and ready', flush=True)
    time.sleep(600)
`)
  await using project = await mageProject('stubborn', [
    { uuid: 'stays', type: 'data_loader', upstream: [], code: stubborn },
  ])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.trustAndRun()
  await expect(bench.log.getByText('stubborn and ready')).toBeVisible({ timeout: 20_000 })
  const mark = `PIPEWRIGHT_BLOCK_RUN=${await bench.projectId()}:1/`
  expect((await processesMarked(mark)).length).toBeGreaterThanOrEqual(2)
  await bench.cancel()
  await bench.expectBlock('stays', 'cancelled')
  expect(await processesMarked(mark)).toEqual([])
})

test('a run takes variables from a typed form and remembers them', async () => {
  const code = loader("    print('threshold is', kwargs['threshold'] * 2)\n    return kwargs['threshold']\n")
  await using project = await mageProject(
    'variables',
    [{ uuid: 'reads', type: 'data_loader', upstream: [], code }],
    ['threshold: 10'],
  )
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.runBy(/Run with variables/)
  const dialog = app.page.getByRole('dialog')
  await dialog.getByLabel('threshold', { exact: true }).fill('21')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await app.page.getByRole('button', { name: 'Trust and run' }).click()
  await bench.expectBlock('reads', 'completed')
  await expect(bench.log.getByText('threshold is 42')).toBeVisible()

  await bench.runBy(/Run with variables/)
  await expect(app.page.getByRole('dialog').getByLabel('threshold', { exact: true })).toHaveValue('21')
})

test('a past run opens as it was, with its code, log and output', async () => {
  const code = loader("    print('first version')\n    return 1\n")
  await using project = await mageProject('history', [{ uuid: 'changes', type: 'data_loader', upstream: [], code }])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.trustAndRun()
  await bench.expectBlock('changes', 'completed')
  await project.write('data_loaders/changes.py', code.replace('first', 'second'))
  await bench.run()
  await expect(bench.log.getByText('second version')).toBeVisible()

  await bench.goTo('Runs')
  await app.page.getByRole('button', { name: /Run 1\b/ }).click()
  await expect(app.page.getByRole('heading', { name: 'Run 1' })).toBeVisible()
  await expect(app.page.getByRole('log').getByText('first version')).toBeVisible()
  await app.page.getByRole('tab', { name: 'Code' }).click()
  await expect(app.page.getByText("print('first version')")).toBeVisible()
  await expect(app.page.getByText(/The file has changed since/)).toBeVisible()
})

test('closing the window while something runs asks first', async () => {
  const code = loader('    import time\n    print("sleeping", flush=True)\n    time.sleep(600)\n')
  await using project = await mageProject('sleeper', [{ uuid: 'sleeps', type: 'data_loader', upstream: [], code }])
  await using app = await launchApp({ folder: project.path })
  const bench = workbench(app.page)
  await bench.trustAndRun()
  await expect(bench.log.getByText('sleeping')).toBeVisible({ timeout: 20_000 })
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const dialog = app.page.getByRole('dialog')
  await expect(dialog).toContainText('1 run is going on')
  await dialog.getByRole('button', { name: 'Stay' }).first().click()
  await bench.expectBlock('sleeps', 'running')
})
