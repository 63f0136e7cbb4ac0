import { expect, test } from '@playwright/test'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { launchApp, type RunningApp } from './support/app.ts'
import { answerFileDialogs } from './support/desktop.ts'
import { look } from './support/looks.ts'
import {
  emptyFolder,
  exampleCopy,
  mageProject,
  pipelineText,
  type SpecBlock,
  type SpecProject,
} from './support/project.ts'
import { type Workbench, workbench } from './support/workbench.ts'

const themes = ['dark', 'light'] as const

const showTheme = async (app: RunningApp, theme: 'dark' | 'light'): Promise<void> => {
  await workbench(app.page).request('settings.update', { theme })
  await expect(app.page.locator(`html[data-theme="${theme}"]`)).toBeVisible()
}

const failing: SpecBlock = {
  uuid: 'fails_here',
  type: 'transformer',
  upstream: [],
  code: "@transformer\ndef change(*args, **kwargs):\n    print('about to fail')\n    raise ValueError('expected 3 columns, got 2')\n",
}

/** A project that has run: pictures with data in them. */
const livelyProject = async (): Promise<SpecProject> => {
  const project = await exampleCopy('penguins')
  await project.write('pipelines/fails/metadata.yaml', pipelineText('fails', [failing]))
  await project.write('transformers/fails_here.py', failing.code)
  await project.write('pipelines/unreadable/metadata.yaml', 'name: unreadable\nblocks: [\n')
  await project.write('pipelines/nothing_yet/metadata.yaml', pipelineText('nothing_yet', []))
  return project
}

const runPipeline = async (bench: Workbench, pipelineUuid: string): Promise<void> => {
  await bench.showPipeline(pipelineUuid)
  const projectId = await bench.projectId()
  await bench.run()
  const isOver = async () => {
    const run = await bench.request('run.latest', { projectId, pipelineUuid })
    return run !== null && isFinalRunState(run.state)
  }
  await expect.poll(isOver, { timeout: 30_000 }).toBe(true)
}

for (const theme of themes) {
  test(`welcome and its dialogs, ${theme}`, async () => {
    const info = test.info()
    await using plain = await emptyFolder('a-folder-of-scripts')
    await plain.write('train.py', 'print(1)\n')
    await using app = await launchApp()
    const { page } = app
    await showTheme(app, theme)
    await look(page, info, 'welcome')
    await page.getByRole('button', { name: 'New project…' }).click()
    await page.getByLabel('Name').fill('churn_project')
    await look(page, info, 'new-project')
    await page.keyboard.press('Escape')
    await answerFileDialogs(app, plain.path)
    await page.getByRole('button', { name: 'Open folder…' }).click()
    await expect(page.getByRole('dialog')).toContainText('1 Python file')
    await look(page, info, 'adopt')
    await page.keyboard.press('Escape')
    await answerFileDialogs(app, `${plain.path}/gone`)
    await page.getByRole('button', { name: 'Open folder…' }).click()
    await expect(page.getByRole('dialog')).toContainText('There is no folder')
    await look(page, info, 'missing-folder')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+K')
    await expect(page.getByRole('combobox')).toBeFocused()
    await look(page, info, 'palette')
    expect(app.errors).toEqual([])
  })

  test(`the pipeline page and its panels, ${theme}`, async () => {
    const info = test.info()
    test.slow()
    await using project = await livelyProject()
    await using app = await launchApp({ folder: project.path })
    const { page } = app
    const bench = workbench(page)
    await showTheme(app, theme)
    await bench.showPipeline('train_penguin_classifier')
    await look(page, info, 'not-run')
    await bench.run()
    await expect(page.getByRole('button', { name: 'Trust and run' })).toBeVisible()
    await look(page, info, 'trust')
    await page.getByRole('button', { name: 'Trust and run' }).click()
    await expect(page.getByRole('group', { name: /, running/ }).first()).toBeVisible({ timeout: 20_000 })
    await look(page, info, 'running')
    await bench.expectNoRun()
    await bench.openCode('load_penguins')
    await expect(page.getByRole('table').first()).toBeVisible()
    await look(page, info, 'graph')
    const lookAtTabs = async (tablist: string, names: readonly string[]) => {
      for (const name of names) {
        await page.getByRole('tablist', { name: tablist }).getByRole('tab', { name }).click()
        await look(page, info, `tab-${name.toLowerCase()}`)
      }
      await page.getByRole('tablist', { name: tablist }).getByRole('tab').first().click()
    }
    await lookAtTabs('Outputs of the selected block', ['Columns', 'Plots', 'Metrics'])
    await lookAtTabs('Bottom panel', ['Timeline', 'Problems', 'Terminal'])
    await lookAtTabs('Views of the pipeline', ['Notebook', 'Triggers', 'Runs', 'Variables', 'Monitor'])
    await lookAtTabs('What to see of the file', ['Settings', 'Tests', 'History'])
    await runPipeline(bench, 'fails')
    await bench.select('fails_here')
    await expect(page.getByRole('alert').filter({ hasText: 'expected 3 columns' })).toBeVisible()
    await look(page, info, 'failed')
    await bench.showPipeline('nothing_yet')
    await look(page, info, 'empty-pipeline')
    await page.getByRole('navigation', { name: 'Pipelines and blocks' }).getByText('unreadable').first().click()
    await expect(page.getByText('The graph of unreadable cannot be shown')).toBeVisible()
    await look(page, info, 'unreadable-pipeline')
    expect(app.errors).toEqual([])
  })

  test(`runs, files, settings and dialogs, ${theme}`, async () => {
    const info = test.info()
    test.slow()
    await using project = await livelyProject()
    await using app = await launchApp({ folder: project.path })
    const { page } = app
    const bench = workbench(page)
    await showTheme(app, theme)
    await bench.showPipeline('understand_penguins')
    await bench.goTo('Runs')
    await expect(page.getByText('No run to show')).toBeVisible()
    await look(page, info, 'runs-empty')
    await bench.goTo('Pipelines')
    await bench.request('project.trust', { projectId: await bench.projectId() })
    await runPipeline(bench, 'fails')
    await runPipeline(bench, 'understand_penguins')
    await bench.goTo('Runs')
    await expect(page.getByRole('heading', { name: /^Run \d/ })).toBeVisible()
    await look(page, info, 'runs')
    await bench.goTo('Files')
    await look(page, info, 'files')
    await page.getByRole('searchbox', { name: 'Find a file' }).fill('penguins')
    await expect(page.getByText('load_penguins.py').first()).toBeVisible()
    await look(page, info, 'files-search')
    await page.getByText('load_penguins.py').first().click()
    await expect(bench.code).toContainText('def')
    await look(page, info, 'files-editor')
    for (const name of ['Overview', 'Triggers', 'Experiments', 'Models', 'Monitor', 'Settings']) {
      await bench.goTo(name)
      await look(page, info, name.toLowerCase())
    }
    await bench.goTo('Pipelines')
    await bench.runBy(/Run with variables/)
    await look(page, info, 'run-with-variables')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Environment: / }).click()
    await expect(page.getByRole('button', { name: 'Choose interpreter…' })).toBeVisible()
    await look(page, info, 'environment')
    await page.getByRole('button', { name: 'Choose interpreter…' }).click()
    await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
    await look(page, info, 'choose-interpreter')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'New pipeline' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look(page, info, 'new-pipeline')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+K')
    await expect(page.getByRole('combobox')).toBeFocused()
    await look(page, info, 'palette')
    expect(app.errors).toEqual([])
  })
}

/** Sixty characters, as some teams name things. */
const long = (start: string) => `${start}_${'with_a_name_that_goes_on_and_on_'.repeat(2)}`.slice(0, 60)

test('a small window and long names: nothing sticks out and nothing is covered', async () => {
  const info = test.info()
  const blocks: SpecBlock[] = [
    { uuid: long('load'), type: 'data_loader', upstream: [], code: '@data_loader\ndef load():\n    return 1\n' },
    {
      uuid: long('change'),
      type: 'transformer',
      upstream: [long('load')],
      code: '@transformer\ndef f(d):\n    return d\n',
    },
  ]
  await using project = await mageProject(long('pipeline'), blocks, ['threshold: 10'])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 640))
  await showTheme(app, 'dark')
  await expect(bench.block(long('load'))).toBeVisible()
  await bench.request('project.trust', { projectId: await bench.projectId() })
  await bench.run()
  await bench.expectBlock(long('change'), 'completed')
  await bench.openCode(long('load'))
  await look(page, info, 'small-graph')
  for (const name of ['Runs', 'Files', 'Settings', 'Pipelines']) {
    await bench.goTo(name)
    await look(page, info, `small-${name.toLowerCase()}`)
  }
  await page.keyboard.press('Control+K')
  await expect(page.getByRole('combobox')).toBeFocused()
  await look(page, info, 'small-palette')
  expect(app.errors).toEqual([])
})
