import { rm, writeFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { chain, isThere } from './support/blocks.ts'
import { editor } from './support/editor.ts'
import { picture } from './support/picture.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const path = 'transformers/clean.py'
const told = '@transformer\ndef clean(data, *args, **kwargs):\n    return data\n'

const start = async (page: Parameters<typeof workbench>[0]) => {
  const bench = workbench(page)
  const code = editor(page)
  await bench.block('clean').dblclick()
  await code.expectText('def clean')
  return { bench, code, keys: page.keyboard }
}

test('several files are open; unsaved ones show a dot and ask before they close', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const { bench, code, keys } = await start(page)
  await bench.block('score').dblclick()
  await code.expectText('def score')
  await code.clickLine('return data')
  await keys.type('  # mine')
  await expect(code.dirt('score.py')).toBeVisible()
  await expect(code.dirt('clean.py')).toBeHidden()
  await code.tab('clean.py').click()
  await code.expectText('def clean')
  await keys.press('Control+PageDown')
  await code.expectText('# mine')
  await picture(page, 'editor-dirty')

  await keys.press('Control+W')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Save score.py before closing?')
  await picture(page, 'editor-closing')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await code.expectText('# mine')
  await keys.press('Control+W')
  await dialog.getByRole('button', { name: 'Discard' }).click()
  await expect(code.tab('score.py')).toBeHidden()
  expect(await project.read('transformers/score.py')).not.toContain('mine')

  await code.clickLine('return data')
  await keys.type('  # kept')
  await code.tab('clean.py').hover()
  await page.getByLabel('Close clean.py').click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(code.tab('clean.py')).toBeHidden()
  expect(await project.read(path)).toContain('return data  # kept\n')
  expect(app.errors).toEqual([])
})

test('a file changed elsewhere while it is clean follows at once and keeps the cursor', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const { code } = await start(page)
  await code.clickLine('return data')
  await expect(page.getByText('Ln 3, Col 16')).toBeVisible()
  await project.write(path, told.replace('*args, **kwargs', '*args, factor=2, **kwargs'))
  await code.expectText('factor=2')
  await expect(page.getByText('Ln 3, Col 16')).toBeVisible()
  await expect(code.dirt('clean.py')).toBeHidden()
  await page.keyboard.type(' * factor')
  await code.save()
  expect(await project.read(path)).toContain('return data * factor\n')
})

test('a file changed elsewhere while it is unsaved becomes a merge; neither side is lost', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const { code, keys } = await start(page)
  await code.clickLine('return data')
  await keys.type('  # mine')
  const theirs = told.replace('@transformer', '@transformer  # theirs')
  await project.write(path, theirs)
  await expect(page.getByRole('alert').filter({ hasText: 'changed on disk while you have unsaved text' })).toBeVisible()
  const sides = page.locator('.monaco-diff-editor')
  await expect(sides).toContainText('# theirs')
  await expect(sides).toContainText('# mine')
  await picture(page, 'editor-merge')
  await keys.press('Control+S')
  await expect(page.getByText(/Choose what to keep/)).toBeVisible()
  expect(await project.read(path)).toBe(theirs)
  await page.getByRole('button', { name: 'Combine' }).click()
  await page.getByRole('button', { name: 'Save the right side' }).click()
  await expect.poll(() => project.read(path)).toBe(theirs.replace('return data', 'return data  # mine'))
  await expect(page.getByRole('button', { name: 'Save the right side' })).toBeHidden()

  await code.clickLine('return data')
  await keys.type('!')
  await project.write(path, told)
  await page.getByRole('button', { name: 'Use the disk’s' }).click()
  await expect(code.text).not.toContainText('mine')
  await code.text.click()
  await keys.press('Control+Z')
  await code.expectText('# mine!')
  expect(await project.read(path)).toBe(told)
})

test('a save that comes too late overwrites nothing', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const { code, keys } = await start(page)
  await code.clickLine('return data')
  await keys.type('  # mine')
  const theirs = told.replace('return data', 'return [data]')
  await project.write(path, theirs)
  await keys.press('Control+S')
  await expect(page.getByRole('alert').filter({ hasText: 'changed on disk' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save the right side' })).toBeVisible()
  expect(await project.read(path)).toBe(theirs)
})

test('a file deleted elsewhere is said so; its text is kept and can be saved again', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const { code } = await start(page)
  await rm(project.at(path))
  await expect(
    page.getByRole('alert').filter({ hasText: 'clean.py was deleted on disk. Its text is kept' }),
  ).toBeVisible()
  await picture(page, 'editor-deleted')
  await code.expectText('def clean')
  await page.getByRole('button', { name: 'Save again' }).click()
  await expect.poll(() => isThere(project.at(path))).toBe(true)
  expect(await project.read(path)).toBe(told)
  await expect(page.getByRole('button', { name: 'Save again' })).toBeHidden()
})

test('unsaved text survives a killed app', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { bench, code, keys } = await start(app.page)
  await code.clickLine('return data')
  await keys.type('  # not yet saved')
  const projectId = await bench.projectId()
  const kept = async () => (await bench.request('file.journalled', { projectId })).map(({ text }) => text).join('')
  await expect.poll(kept).toContain('# not yet saved')
  app.electron.process().kill('SIGKILL')
  await app.electron.waitForEvent('close')

  await using again = await launchApp({ folder: project.path, dataDirectory: app.dataDirectory })
  const back = editor(again.page)
  await expect(again.page.getByText('Unsaved text was restored')).toBeVisible()
  await back.expectText('# not yet saved')
  await picture(again.page, 'editor-restored')
  await expect(back.dirt('clean.py')).toBeVisible()
  expect(await project.read(path)).toBe(told)
  await back.text.click()
  await back.save()
  expect(await project.read(path)).toContain('# not yet saved')
})

test('every save keeps the text before it, to be looked at and restored', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const { code, keys } = await start(page)
  await code.clickLine('return data')
  await keys.type(' + 1')
  await code.save()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByText('Left: then. Right: now.')).toBeVisible()
  await expect(page.locator('.monaco-diff-editor')).toContainText('+ 1')
  await picture(page, 'editor-history')
  await page.getByRole('button', { name: 'Restore this text' }).click()
  await expect(code.text).not.toContainText('+ 1')
  await expect(code.dirt('clean.py')).toBeVisible()
  await code.text.click()
  await code.save()
  expect(await project.read(path)).toBe(told)
})

test('files that are no text for the editor say why', async () => {
  await using project = await mageProject('first', chain)
  await writeFile(project.at('latin.py'), Buffer.from('name = "Zo\xeb"\n', 'latin1'))
  await project.write('huge.csv', 'a,b\n'.repeat(3_000_000))
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  await workbench(page).goTo('Files')
  await page.getByRole('treeitem', { name: 'latin.py' }).click()
  await expect(page.getByText(/Expected UTF-8 text, but/)).toBeVisible()
  await picture(page, 'editor-latin')
  await page.getByRole('treeitem', { name: 'huge.csv' }).click()
  await expect(page.getByText(/12 MB|11\.4|MB/).first()).toBeVisible()
  await picture(page, 'editor-huge')
})

test('a line of a traceback opens the file at that line', async () => {
  const breaks = '@transformer\ndef clean(data, *args, **kwargs):\n    half = data / 0\n    return half\n'
  const blocks = chain.slice(0, 2).map((block) => (block.uuid === 'clean' ? { ...block, code: breaks } : block))
  await using project = await mageProject('first', blocks)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('clean', 'failed')
  await bench.log
    .getByRole('button', { name: /clean\.py/ })
    .first()
    .click()
  await editor(page).expectText('half = data / 0')
  await expect(page.getByText(/^Ln 3, /)).toBeVisible()
  await picture(page, 'editor-traceback')
})
