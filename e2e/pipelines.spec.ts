import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { chain, isThere } from './support/blocks.ts'
import { canvas } from './support/canvas.ts'
import { picture } from './support/picture.ts'
import { mageProject } from './support/project.ts'
import { trashInto } from './support/trash.ts'
import { workbench } from './support/workbench.ts'

test('pipelines: made, described, filtered, cloned, renamed, deleted', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const graph = canvas(page)
  await trashInto(app, join(app.dataDirectory, 'trash'))
  await bench.showPipeline('first')
  const side = page.getByRole('navigation', { name: 'Pipelines and blocks' })
  const row = (name: string) => side.getByRole('button', { name })
  const dialog = page.getByRole('dialog')
  const from = async (name: string, entry: string) => {
    await row(name).click({ button: 'right' })
    await page.getByRole('menuitem', { name: entry }).click()
  }
  await side.getByRole('button', { name: 'New pipeline' }).click()
  await dialog.getByLabel('Name').fill('Churn model')
  await dialog.getByLabel('Description').fill('Who leaves, and why')
  await dialog.getByLabel('Tags').fill('daily, churn')
  await picture(page, 'pipelines-new')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('application', { name: 'Graph of Churn model' })).toBeVisible()
  expect(await project.read('pipelines/churn_model/metadata.yaml')).toContain('description: Who leaves, and why\n')

  await from('first', 'Properties…')
  await dialog.getByLabel('Tags').fill('weekly')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => project.read('pipelines/first/metadata.yaml')).toContain('tags:\n- weekly\n')

  await side.getByRole('button', { name: 'Filter pipelines' }).click()
  await side.getByRole('textbox', { name: 'Filter pipelines' }).fill('leaves')
  await expect(row('first')).toBeHidden()
  await expect(row('Churn model')).toBeVisible()
  await side.getByRole('textbox', { name: 'Filter pipelines' }).fill('')
  await side.getByRole('button', { name: 'weekly' }).click()
  await expect(row('Churn model')).toBeHidden()
  await picture(page, 'pipelines-filter')
  await side.getByRole('button', { name: 'Take the filter away' }).click()

  await from('first', 'Clone…')
  await dialog.getByLabel('Name').fill('second')
  await dialog.getByRole('button', { name: 'Clone' }).click()
  await expect(page.getByRole('application', { name: 'Graph of second' })).toBeVisible()
  await graph.expectBlocks(['clean', 'load', 'score'])
  await from('second', 'Rename…')
  await dialog.getByLabel('Name').fill('third')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('application', { name: 'Graph of third' })).toBeVisible()
  expect(await isThere(project.at('pipelines/second'))).toBe(false)
  await from('third', 'Delete…')
  await picture(page, 'pipelines-delete')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(row('third')).toBeHidden()
  expect(await isThere(project.at('pipelines/third'))).toBe(false)
  expect(await isThere(project.at('transformers/clean.py'))).toBe(true)
  expect(app.errors).toEqual([])
})
