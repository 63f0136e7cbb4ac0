import { expect, type Page, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { chain } from './support/blocks.ts'
import { picture } from './support/picture.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const notebook = (page: Page) => {
  const cell = (uuid: string) => page.getByRole('article', { name: new RegExp(`^${uuid}, `) })
  const code = (uuid: string) => cell(uuid).getByRole('code').locator('.view-lines')
  return {
    cell,
    code,
    output: (uuid: string) => cell(uuid).getByRole('region', { name: `Output of ${uuid}` }),
    open: () => page.getByRole('tab', { name: 'Notebook' }).click(),
    names: () => page.getByRole('article').evaluateAll((all) => all.map((one) => one.getAttribute('data-cell'))),
    /** Puts the cursor at the end of the line that holds the words. */
    clickLine: async (uuid: string, words: string) => {
      await code(uuid).locator('.view-line', { hasText: words }).first().click()
      await page.keyboard.press('End')
    },
    expectState: (uuid: string, state: string) =>
      expect(page.getByRole('article', { name: new RegExp(`^${uuid}, .*${state}$`) })).toBeVisible({ timeout: 20_000 }),
  }
}

test('cells are edited, run one by one, fail and are mended, and a block is added below', async () => {
  await using project = await mageProject('first', chain)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  const book = notebook(page)
  await book.open()
  await expect(page.getByRole('status').filter({ hasText: 'Nothing of this folder runs' })).toBeVisible()
  await expect.poll(book.names).toEqual(['load', 'clean', 'score'])

  // Edited in the cell, run with the keyboard: saved, trusted, run alone, and its value below.
  await book.clickLine('load', 'return 1')
  await page.keyboard.type('000 + 1')
  await expect(book.cell('load').getByRole('img', { name: 'Unsaved' })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'Trust and run' }).click()
  await book.expectState('load', 'completed')
  await expect(book.output('load')).toContainText('1001')
  expect(await project.read('data_loaders/load.py')).toContain('return 1000 + 1\n')

  // Two cells one after the other: the second waits for the first.
  await page.keyboard.press('Escape')
  await expect(book.cell('load')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(book.cell('clean')).toBeFocused()
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.press('Shift+Enter')
  await book.expectState('score', 'completed')
  await expect(book.output('clean')).toContainText('1001')
  await expect(book.output('score')).toContainText('1001')
  // What ran before keeps what it gave.
  await expect(book.output('load')).toContainText('1001')

  // A failure names its line, and leads there in the cell; the editor panel holds the same text.
  await book.clickLine('clean', 'return data')
  await page.keyboard.type(' / 0')
  await page.keyboard.press('Control+Enter')
  await book.expectState('clean', 'failed')
  const alert = book.cell('clean').getByRole('alert')
  await expect(alert).toContainText('ZeroDivisionError: division by zero')
  await expect(alert.getByRole('button', { name: 'Open in REPL' })).toBeVisible()
  await picture(page, 'notebook-failed')
  await alert.getByRole('button', { name: 'transformers/clean.py:3' }).click()
  await expect(page.getByText('Ln 3, Col 5')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  const panel = page.getByRole('region', { name: 'Editor' }).getByRole('code').locator('.view-lines')
  await expect(panel).toContainText('return data / 0')
  await panel.locator('.view-line', { hasText: 'return data' }).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('2')
  await expect(book.code('clean')).toContainText('return data / 2')
  await book.cell('clean').getByRole('button', { name: 'Run clean' }).click()
  await book.expectState('clean', 'completed')
  await expect(book.output('clean')).toContainText('500.5')

  // A block below is fed by the one above it, and stands there.
  await book.cell('clean').getByText('from load').click()
  await page.keyboard.press('b')
  await page.getByPlaceholder('Add a block: type, language or template').fill('transformer python')
  await page.keyboard.press('Enter')
  const name = page.getByRole('textbox', { name: /^Name of / })
  await expect(name).toBeFocused()
  await name.fill('halve')
  await name.press('Enter')
  await expect.poll(book.names).toEqual(['load', 'clean', 'halve', 'score'])
  await expect(book.cell('halve')).toBeFocused()
  await expect(book.cell('halve')).toContainText('from clean')
  await page.keyboard.press('Control+Enter')
  await book.expectState('halve', 'completed')
  await picture(page, 'notebook')
  await page.getByRole('tab', { name: 'Graph' }).click()
  await expect(bench.block('halve')).toHaveClass(/selected/)
  expect(app.errors).toEqual([])
})
