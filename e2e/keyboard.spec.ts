import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { chain, isThere } from './support/blocks.ts'
import { canvas } from './support/canvas.ts'
import { editor } from './support/editor.ts'
import { picture } from './support/picture.ts'
import { mageProject } from './support/project.ts'
import { runs } from './support/runs.ts'
import { workbench } from './support/workbench.ts'

test('a pipeline is built, changed and run without a mouse', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  const keys = page.keyboard
  await expect(bench.block('score')).toBeVisible()

  await test.step('walk', async () => {
    for (let tries = 0; tries < 60 && !(await bench.block('load').evaluate((it) => it.matches(':focus'))); tries += 1) {
      await keys.press('Tab')
    }
    await expect(bench.block('load')).toHaveClass(/selected/)
    await keys.press('ArrowRight')
    await keys.press('ArrowRight')
    await expect(bench.block('score')).toBeFocused()
    await picture(page, 'keyboard-walk')
    await keys.press('ArrowLeft')
    await expect(bench.block('clean')).toBeFocused()
  })

  await test.step('add', async () => {
    await keys.press('a')
    await expect(page.getByPlaceholder(/Add a block/)).toBeFocused()
    await keys.type('exporter python')
    await picture(page, 'keyboard-add')
    await keys.press('Enter')
    await graph.typeName('save')
    await expect(graph.edge('clean', 'save')).toBeAttached()
  })

  await test.step('disconnect and connect', async () => {
    await expect(bench.block('save')).toBeFocused()
    await keys.press('Shift+C')
    await expect(page.getByRole('combobox', { name: 'Disconnect save from' })).toBeFocused()
    await keys.press('Enter')
    await expect(graph.edge('clean', 'save')).not.toBeAttached()
    await keys.press('ArrowUp')
    await expect(bench.block('save')).not.toBeFocused()
    await keys.press('Control+F')
    await keys.type('score')
    await keys.press('Enter')
    await expect(bench.block('score')).toBeFocused()
    await keys.press('c')
    await keys.type('save')
    await picture(page, 'keyboard-connect')
    await keys.press('Enter')
    await expect(graph.edge('score', 'save')).toBeAttached()
    await expect(bench.block('score')).toBeFocused()
  })

  await test.step('rename, move, undo', async () => {
    await keys.press('F2')
    await graph.typeName('points')
    await expect(bench.block('points')).toBeFocused()
    expect(await isThere(project.at('transformers/points.py'))).toBe(true)
    await keys.press('Shift+ArrowDown')
    const layout = async () => JSON.parse(await project.read('pipelines/first/layout.json')).blocks.points.y as number
    const before = await layout()
    await expect.poll(layout).toBe(before + 16)
    await keys.press('Control+Z')
    await expect.poll(layout).toBe(before)
  })

  await test.step('open and close the code', async () => {
    await keys.press('Enter')
    await expect(editor(page).tab('points.py')).toBeVisible()
    await editor(page).expectText('def score')
    await keys.press('Control+W')
    await expect(editor(page).tab('points.py')).toBeHidden()
  })

  await test.step('run all, and delete', async () => {
    const history = await runs(page, 'first')
    await keys.press('F5')
    await expect(page.getByRole('button', { name: 'Trust and run' })).toBeVisible()
    await picture(page, 'keyboard-trust')
    await page.getByRole('button', { name: 'Trust and run' }).press('Enter')
    await history.end(1)
    await bench.expectBlock('points', 'completed')
    await bench.block('load').focus()
    await keys.press('Control+F')
    await keys.type('save')
    await keys.press('Enter')
    await expect(bench.block('save')).toBeFocused()
    await keys.press('Delete')
    await graph.expectBlocks(['clean', 'load', 'points'])
    expect(await isThere(project.at('data_exporters/save.py'))).toBe(true)
    await expect(bench.block('points')).toBeFocused()
  })

  await test.step('write what fails, go to where it failed, mend it, run again', async () => {
    const history = await runs(page, 'first')
    await keys.press('Enter')
    await editor(page).expectText('def score')
    await keys.press('Control+A')
    await keys.type('@transformer\ndef points(data, **kwargs):\nreturn data / 0\n')
    await keys.press('F5')
    await history.end(2)
    expect(await project.read('transformers/points.py')).toContain('\n    return data / 0\n')
    await keys.press('Control+Shift+G')
    await expect(bench.block('points')).toBeFocused()
    await keys.press('ArrowLeft')
    await expect(bench.block('clean')).toBeFocused()
    await keys.press('F8')
    await expect(page.getByRole('alert').filter({ hasText: 'ZeroDivisionError' })).toBeVisible()
    await expect(page.getByText(/^Ln 3, /)).toBeVisible()
    await picture(page, 'keyboard-failure')
    await keys.press('End')
    await keys.press('Backspace')
    await keys.type('1')
    await keys.press('F5')
    await history.end(3)
    await bench.expectBlock('points', 'completed')
  })
})

test('the palette finds every command with its keys', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await bench.select('clean')
  await page.keyboard.press('Control+K')
  const palette = page.getByRole('dialog')
  await expect(palette.getByRole('combobox')).toBeFocused()
  for (const [words, keys] of [
    ['Run all blocks', 'F5'],
    ['Rename block', 'F2'],
    ['Tidy up the graph', 'L'],
    ['Save', 'Ctrl S'],
    ['Connect to…', 'C'],
    ['Find a block', 'Ctrl F'],
  ] as const) {
    await palette.getByRole('combobox').fill(words)
    const found = palette.getByRole('option').filter({ hasText: words }).first()
    await expect(found).toContainText(keys)
  }
  await palette.getByRole('combobox').fill('run to')
  await picture(page, 'keyboard-palette')
  await palette.getByRole('combobox').fill('Rename block')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of clean' })).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+K')
  await page.keyboard.type('first')
  await expect(palette.getByRole('option', { name: 'first' }).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
})
