import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, type Page, test } from '@playwright/test'
import { debuggerPython } from '#engine/testing/debugger-python.ts'
import { launchApp } from './support/app.ts'
import { editor } from './support/editor.ts'
import { look } from './support/looks.ts'
import { processesMarked } from './support/processes.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const run = promisify(execFile)

const code = `@transformer
def change(data, *args, **kwargs):
    total = sum(data)
    width = len(data)
    return narrow(total, width)


def narrow(total, width):
    rows = {'total': total, 'limits': [1, 2]}
    return rows['missing'] / width
`

const failing = () =>
  mageProject('opens', [
    {
      uuid: 'load',
      type: 'data_loader',
      upstream: [],
      code: '@data_loader\ndef load(*args, **kwargs):\n    return [1, 2, 3]\n',
    },
    { uuid: 'breaks', type: 'transformer', upstream: ['load'], code },
  ])

const runIt = async (page: Page) => {
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('breaks', 'failed')
  await bench.select('breaks')
  return bench
}

const typeInTerminal = async (page: Page, line: string) => {
  await page.getByRole('textbox', { name: 'Terminal input' }).focus()
  await page.keyboard.type(`${line}\n`)
}

const screen = (page: Page) => page.getByRole('region', { name: /^Terminal / })

test('a failed block opens as a prompt in its frame, with the values of that moment', async () => {
  await using project = await failing()
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = await runIt(page)
  const failure = page.getByRole('alert').filter({ hasText: 'KeyError' })
  await failure.getByRole('button', { name: '3 variables' }).click()
  await expect(failure).toContainText("{'limits': [1, 2], 'total': 6}")
  await page.getByRole('button', { name: 'Open in REPL' }).click()
  await expect(page.getByRole('tab', { name: 'Terminal' })).toHaveAttribute('aria-selected', 'true')
  await expect(screen(page)).toContainText("KeyError: 'missing'", { timeout: 20_000 })
  await expect(screen(page)).toContainText('transformers/breaks.py:10 in narrow')
  await typeInTerminal(page, 'total + 100')
  await expect(screen(page)).toContainText('106')
  await typeInTerminal(page, ':up')
  await typeInTerminal(page, "inputs['load'] * 2")
  await expect(screen(page)).toContainText('[1, 2, 3, 1, 2, 3]')

  // Elsewhere and back: the same prompt, as it was.
  await page.getByRole('tab', { name: 'Problems' }).click()
  await page.getByRole('tab', { name: 'Terminal' }).click()
  await expect(screen(page)).toContainText('106')
  const mark = `PIPEWRIGHT_BLOCK_RUN=${await bench.projectId()}:session/`
  expect((await processesMarked(mark)).length).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Close this terminal' }).click()
  await expect(page.getByText('No terminal is open')).toBeVisible()
  await expect.poll(() => processesMarked(mark)).toEqual([])
})

test('a terminal is a shell in the project folder, and its keys are its own', async () => {
  await using project = await failing()
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  await page.getByRole('tab', { name: 'Terminal' }).click()
  await expect(page.getByText('A terminal needs your trust')).toBeVisible()
  await page.getByRole('button', { name: 'Trust this folder…' }).click()
  await page.getByRole('button', { name: 'Trust', exact: true }).click()
  await page.getByRole('button', { name: 'New terminal' }).click()
  await typeInTerminal(page, 'ls meta*; echo $((40 + 2))')
  await expect(screen(page)).toContainText('metadata.yaml')
  await expect(screen(page)).toContainText('42')
  // Ctrl+K is the palette's everywhere else; here it cuts the line.
  await page.keyboard.type('echo wrong')
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Control+K')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.type('echo ri""ght\n')
  await expect(screen(page)).toContainText('right')
  await page.keyboard.press('Control+Shift+L')
  await expect(page.getByRole('tab', { name: 'Logs' })).toHaveAttribute('aria-selected', 'true')
})

test('a block is debugged: a breakpoint, a variable, a step, and the line that fails', async () => {
  const python = await debuggerPython()
  test.skip(python === null, 'debugpy could not be installed (no registry, or no python3-venv)')
  await using project = await failing()
  await project.write('.pipewright/environment.json', JSON.stringify({ interpreter: python }))
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = await runIt(page)
  await bench.openCode('breaks')
  await editor(page).clickLine('total = sum(data)')
  await page.keyboard.press('F9')
  await expect(page.locator('.editor-breakpoint')).toHaveCount(1)

  await page.getByRole('button', { name: 'Debug', exact: true }).click()
  const stack = page.getByRole('region', { name: 'Call stack' })
  await expect(stack.getByRole('button', { name: /change breaks\.py:3/ })).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('.editor-standing-line')).toHaveCount(1)
  const variables = page.getByRole('region', { name: 'Variables' })
  await expect(variables.getByText('[1, 2, 3]', { exact: true })).toBeVisible()
  await page.keyboard.press('F10')
  await expect(stack.getByRole('button', { name: /change breaks\.py:4/ })).toBeVisible()
  await expect(variables.getByText('total', { exact: true })).toBeVisible()
  await page.getByRole('textbox', { name: 'Watch an expression' }).fill('total * 7')
  await page.keyboard.press('Enter')
  await expect(variables.getByText('42', { exact: true })).toBeVisible()
  await page.getByRole('textbox', { name: 'Evaluate in this frame' }).fill('sorted(data, reverse=True)')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'What the block printed' })).toContainText('[3, 2, 1]')
  await page.keyboard.press('F5')
  await expect(page.getByRole('status').filter({ hasText: "KeyError: 'missing'" })).toBeVisible()
  await expect(stack.getByRole('button', { name: /narrow breaks\.py:10/ })).toBeVisible()
  await page.keyboard.press('F5')
  await expect(page.getByText(/^Ended ·/)).toBeVisible()
  const mark = `PIPEWRIGHT_BLOCK_RUN=${await bench.projectId()}:session/`
  await expect.poll(() => processesMarked(mark)).toEqual([])
})

test('an environment without a debugger is told what it needs, with a button that installs it', async () => {
  await using project = await failing()
  // Whatever the Python of the machine has, this one has nothing.
  await run('python3', ['-m', 'venv', '--without-pip', project.at('.venv')])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  await runIt(page)
  await page.getByRole('button', { name: 'Debug', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'The debugger is not installed' })
  await expect(dialog.getByRole('button', { name: 'Install debugpy' })).toBeVisible({ timeout: 20_000 })
})

for (const theme of ['dark', 'light'] as const) {
  test(`prompts and the debugger can be read by everybody, ${theme}`, async () => {
    const python = await debuggerPython()
    test.skip(python === null, 'debugpy could not be installed (no registry, or no python3-venv)')
    test.slow()
    const info = test.info()
    await using project = await failing()
    await project.write('.pipewright/environment.json', JSON.stringify({ interpreter: python }))
    await using app = await launchApp({ folder: project.path })
    const { page } = app
    const bench = workbench(page)
    await bench.request('settings.update', { theme })
    await runIt(page)
    await page.getByRole('button', { name: 'Open in REPL' }).click()
    await expect(screen(page)).toContainText('>>>', { timeout: 20_000 })
    await typeInTerminal(page, ':vars')
    await expect(screen(page)).toContainText('rows')
    await page.getByRole('button', { name: 'New terminal' }).click()
    await expect(page.getByRole('list', { name: 'Terminals' }).getByRole('listitem')).toHaveCount(2)
    await page
      .getByRole('button', { name: /^breaks · run/, exact: false })
      .first()
      .click()
    await look(page, info, 'repl')
    await bench.openCode('breaks')
    await editor(page).clickLine('width = len(data)')
    await page.keyboard.press('F9')
    await page.getByRole('button', { name: 'Debug', exact: true }).click()
    await expect(page.getByRole('region', { name: 'Call stack' }).getByRole('button')).toHaveCount(1, {
      timeout: 30_000,
    })
    await page.getByRole('textbox', { name: 'Watch an expression' }).fill('total * 7')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Variables' }).getByText('42', { exact: true })).toBeVisible()
    await page.keyboard.press('F5')
    await expect(page.getByRole('status').filter({ hasText: 'KeyError' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Variables' }).getByText('rows', { exact: true })).toBeVisible()
    await look(page, info, 'error')
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(940, 620))
    await look(page, info, 'small')
    expect(app.errors).toEqual([])
  })
}
