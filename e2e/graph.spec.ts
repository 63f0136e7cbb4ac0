import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { chain, isThere, transformer } from './support/blocks.ts'
import { canvas } from './support/canvas.ts'
import { picture } from './support/picture.ts'
import { mageProject, pipelineText } from './support/project.ts'
import { trashInto } from './support/trash.ts'
import { workbench } from './support/workbench.ts'

test('every kind of block is dragged from the palette to where it is dropped', async () => {
  await using project = await mageProject('fresh', [])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  await bench.showPipeline('fresh')
  await expect(page.getByText('This pipeline has no blocks yet')).toBeVisible()
  const kinds = [
    ['Data loader', 'data_loader', 'data_loaders'],
    ['Transformer', 'transformer', 'transformers'],
    ['Data exporter', 'data_exporter', 'data_exporters'],
    ['Sensor', 'sensor', 'sensors'],
    ['Custom', 'custom', 'custom'],
    ['Conditional', 'conditional', 'conditionals'],
  ] as const
  for (const [index, [words, uuid, folder]] of kinds.entries()) {
    const at = await graph.ground(0.25 + 0.5 * (index % 2), 0.15 + 0.22 * Math.floor(index / 2))
    await graph.drop(graph.chip(words), at)
    await graph.keepName(uuid)
    const box = await bench.block(uuid).boundingBox()
    expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - at.x)).toBeLessThan(3)
    expect(await isThere(project.at(`${folder}/${uuid}.py`))).toBe(true)
  }
  expect(Object.keys(JSON.parse(await project.read('pipelines/fresh/layout.json')).blocks)).toHaveLength(6)

  await page.getByRole('button', { name: 'Clean and shape' }).click()
  await graph.drop(page.getByText('Drop duplicate rows'), await graph.ground(0.48, 0.75))
  await graph.keepName('drop_duplicate_rows')
  expect(await project.read('transformers/drop_duplicate_rows.py')).toContain('duplicates')

  await graph.chip('Data loader').hover()
  await page.getByRole('button', { name: 'Data loader in another language' }).click()
  await page.getByRole('menuitem', { name: 'SQL' }).click()
  await graph.keepName('data_loader_2')
  expect(await isThere(project.at('data_loaders/data_loader_2.sql'))).toBe(true)
  await page.getByRole('button', { name: 'More block types' }).click()
  await page.getByRole('menuitem', { name: 'Markdown' }).click()
  await graph.keepName('markdown')
  await picture(page, 'graph-kinds')
  expect(app.errors).toEqual([])
})

test('a block file is dragged into a pipeline and shared, never copied', async () => {
  await using project = await mageProject('first', chain)
  await project.write('pipelines/second/metadata.yaml', pipelineText('second', []))
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  await bench.showPipeline('second')
  await page.getByRole('button', { name: 'transformers' }).click()
  const file = page.getByRole('button', { name: 'clean.py' })
  await graph.drop(file, await graph.ground(0.5, 0.4))
  await graph.expectBlocks(['clean'])
  await expect.poll(() => project.read('pipelines/second/metadata.yaml')).toContain('  uuid: clean\n')
  await graph.drop(file, await graph.ground(0.3, 0.7))
  await expect(page.getByText(/clean is already in this pipeline/)).toBeVisible()
  await picture(page, 'graph-already')
  await graph.expectBlocks(['clean'])
  expect(await isThere(project.at('transformers/clean_1.py'))).toBe(false)
})

test('links: pulled from handle to handle, a circle is refused by name, undo and redo give the same bytes', async () => {
  await using project = await mageProject('links', [...chain, transformer('report')])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  const text = () => project.read('pipelines/links/metadata.yaml')
  await bench.showPipeline('links')
  const before = await text()
  await graph.pullLink('score', 'report')
  await expect(graph.edge('score', 'report')).toBeAttached()
  const linked = await text()
  expect(linked).not.toBe(before)

  await graph.pullLink('report', 'load')
  await expect(page.getByText('report → load → clean → score → report')).toBeVisible()
  await picture(page, 'graph-circle')
  expect(await text()).toBe(linked)

  await graph.drop(graph.chip('Transformer'), await graph.middleOf('clean', 'score'))
  await graph.typeName('between')
  await expect(graph.edge('clean', 'between')).toBeAttached()
  await expect(graph.edge('between', 'score')).toBeAttached()
  const inserted = await text()
  const { x, y } = await graph.middleOf('clean', 'between')
  await page.mouse.click(x, y)
  await picture(page, 'graph-link')
  await page.keyboard.press('Delete')
  await expect(graph.edge('clean', 'between')).not.toBeAttached()

  const seen: string[] = []
  while (await graph.tool(/^Undo/).isVisible()) {
    const label = (await graph.tool(/^Undo/).getAttribute('aria-label')) ?? ''
    await graph.tool(label).click()
    await expect(graph.tool(label)).toHaveCount(0)
    seen.push(await text())
  }
  expect(seen).toContain(inserted)
  expect(seen).toContain(linked)
  expect(seen.at(-1)).toBe(before)
  await page.keyboard.press('Control+Shift+Z')
  await expect.poll(text).toBe(linked)
})

test('a new name moves the file and every reference, in both pipelines', async () => {
  await using project = await mageProject('first', chain)
  await project.write('pipelines/second/metadata.yaml', pipelineText('second', chain))
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  await bench.showPipeline('first')
  const before = { first: await project.read('pipelines/first/metadata.yaml'), second: pipelineText('second', chain) }
  await graph.choose('clean', 'Rename')
  await graph.typeName('tidy')
  await expect(graph.edge('tidy', 'score')).toBeAttached()
  for (const uuid of ['first', 'second'] as const) {
    expect(await project.read(`pipelines/${uuid}/metadata.yaml`)).toBe(before[uuid].replaceAll(/\bclean\b/g, 'tidy'))
  }
  expect(await isThere(project.at('transformers/clean.py'))).toBe(false)
  expect(await project.read('transformers/tidy.py')).toContain('def clean')
  await bench.showPipeline('second')
  await graph.expectBlocks(['load', 'score', 'tidy'])
})

test('taking a block out keeps its file; deleting the file brings it to the trash', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  const trash = join(app.dataDirectory, 'trash')
  await trashInto(app, trash)
  await bench.showPipeline('first')
  await graph.choose('clean', 'Remove and connect its neighbours')
  await expect(graph.edge('load', 'score')).toBeAttached()
  await expect(page.getByText('Its file stays')).toBeVisible()
  expect(await isThere(project.at('transformers/clean.py'))).toBe(true)

  await picture(page, 'graph-removed')
  await graph.choose('score', 'Delete file…')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('first')
  await picture(page, 'graph-delete-file')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await graph.expectBlocks(['load'])
  expect(await isThere(project.at('transformers/score.py'))).toBe(false)
  expect(await isThere(join(trash, 'score.py'))).toBe(true)
  expect(await project.read('pipelines/first/metadata.yaml')).not.toContain('score')
})

test('blocks are duplicated, selected together, copied into another pipeline', async () => {
  await using project = await mageProject('first', chain)
  await project.write('pipelines/second/metadata.yaml', pipelineText('second', []))
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  await bench.showPipeline('first')
  await bench.select('score')
  await page.keyboard.press('Control+D')
  await graph.typeName('score_again')
  expect(await project.read('transformers/score_again.py')).toContain('return data')

  await bench.select('clean')
  await bench.block('score').click({ modifiers: ['Control'] })
  await expect(bench.block('clean')).toHaveClass(/selected/)
  await expect(bench.block('score')).toHaveClass(/selected/)
  await picture(page, 'graph-selected')
  await page.keyboard.press('Control+C')
  await bench.showPipeline('second')
  await page.mouse.click(...(Object.values(await graph.ground(0.5, 0.9)) as [number, number]))
  await page.keyboard.press('Control+V')
  await graph.expectBlocks(['clean', 'score'])
  await expect(graph.edge('clean', 'score')).toBeAttached()
  expect(await isThere(project.at('transformers/clean_copy.py'))).toBe(false)
  await page.keyboard.press('Control+V')
  await expect.poll(async () => (await graph.blocks()).length).toBe(4)
  await picture(page, 'graph-pasted')
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await graph.expectBlocks([])
  await page.keyboard.press('Control+Z')
  await expect.poll(async () => (await graph.blocks()).length).toBe(4)
})

test('blocks are moved, tidied up and found; places live in layout.json only', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  await bench.showPipeline('first')
  const before = await project.read('pipelines/first/metadata.yaml')
  const places = async () => {
    const text = await project.read('pipelines/first/layout.json').catch(() => '{"blocks":{}}')
    return JSON.parse(text).blocks as Record<string, { x: number; y: number }>
  }
  await graph.move('clean', { x: 10, y: 120 })
  await expect.poll(async () => Object.keys(await places())).toHaveLength(3)
  const moved = (await places()).clean
  await graph.tool('Tidy up').click()
  await expect.poll(async () => (await places()).clean?.y).not.toBe(moved?.y)
  expect((await places()).clean?.y).toBe((await places()).load?.y)
  await graph.tool(/^Undo/).click()
  await expect.poll(async () => (await places()).clean).toEqual(moved)
  expect(await project.read('pipelines/first/metadata.yaml')).toBe(before)

  await page.keyboard.press('Control+F')
  await page.getByRole('combobox', { name: 'Find a block' }).fill('sco')
  await picture(page, 'graph-search')
  await page.keyboard.press('Enter')
  await expect(bench.block('score')).toHaveClass(/selected/)
  await expect(bench.block('score')).toBeFocused()
})
