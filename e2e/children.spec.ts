import { readFile, writeFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { look } from './support/looks.ts'
import { picture } from './support/picture.ts'
import { mageProject, type SpecProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const count = 200
const items = `@data_loader\ndef customers(*args, **kwargs):\n    return [list(range(${count}))]\n`
const report = '@data_exporter\ndef report(values, *args, **kwargs):\n    return sum(values)\n'

/** Fits one customer; fails for those whose number ends with `fails`. Each child leaves a line, so that those that ran can be counted. */
const fitting = (ran: string, fails: string) => `@transformer
def fit(customer, *args, **kwargs):
    with open(${JSON.stringify(ran)}, 'a') as lines:
        lines.write(f'{customer}\\n')
    if customer in ${fails}:
        raise ValueError(f'customer {customer} has no rows of last month')
    return customer
`

const block = 'fit_one_model_per_customer'

const dynamicProject = async (): Promise<SpecProject & { readonly ran: string }> => {
  const project = await mageProject('customers', [
    { uuid: 'customers', type: 'data_loader', upstream: [], code: items },
    { uuid: block, type: 'transformer', upstream: ['customers'], code: '' },
    { uuid: 'report', type: 'data_exporter', upstream: [block], code: report },
  ])
  const ran = project.at('ran.txt')
  const file = 'pipelines/customers/metadata.yaml'
  const [head = '', loader = '', fits = '', rest = ''] = (await project.read(file)).split('configuration: {}')
  const configured = [head, 'dynamic: true', loader, 'reduce_output: true', `${fits}configuration: {}${rest}`]
  const [first, dynamic, second, reduced, last] = configured
  await project.write(file, `${first}configuration: {${dynamic}}${second}configuration: {${reduced}}${last}`)
  await project.write(`transformers/${block}.py`, fitting(ran, '(17, 90, 199)'))
  return { ...project, ran }
}

/** The numbers of the children that ran since it was last asked. */
const ranSince = async (ran: string): Promise<number[]> => {
  const lines = (await readFile(ran, 'utf8')).split('\n').filter((line) => line !== '')
  await writeFile(ran, '')
  return lines.map(Number).sort((left, right) => left - right)
}

const childRows = (page: Page) => page.getByRole('region', { name: 'Children' }).getByRole('listitem')

test('of 200 children three fail: they are found at once, and one, then all of them, run again alone', async ({
  browserName: _,
}, info) => {
  await using project = await dynamicProject()
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)

  await test.step('those that failed are in sight: on the block, in the timeline, in the list', async () => {
    await bench.trustAndRun()
    await bench.expectBlock(block, '3 of 200 failed')
    await bench.expectNoRun()
    expect(await ranSince(project.ran)).toHaveLength(count)
    await bench.select(block)
    await expect(childRows(page)).toHaveCount(3)
    await expect(childRows(page).first()).toContainText('customer 17 has no rows of last month')
    await page.getByRole('tab', { name: 'Timeline' }).click()
    const timeline = page.getByRole('region', { name: 'Timeline of run 1' })
    await expect(timeline.getByRole('listitem')).toHaveCount(6)
    for (const theme of ['light', 'dark'] as const) {
      await bench.request('settings.update', { theme })
      await expect(page.locator(`html[data-theme="${theme}"]`)).toBeVisible()
      await look(page, info, `children-${theme}`)
    }
    await timeline.getByRole('button', { name: /^Show all children/ }).click()
    await timeline.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await expect(timeline.getByRole('button', { name: new RegExp(`^${block} ?:199`) })).toBeVisible()
    await picture(page, 'children-timeline-open')
  })

  await test.step('one of them: it is said before what becomes of each block, then only it runs', async () => {
    await project.write(`transformers/${block}.py`, fitting(project.ran, '(90,)'))
    await childRows(page).first().hover()
    await childRows(page)
      .first()
      .getByRole('button', { name: `Run ${block}:17 again…` })
      .click()
    const dialog = page.getByRole('dialog', { name: `Run ${block}:17 of run 1 again` })
    await expect(dialog).toContainText('1 of its 200 children runs; 197 of run 1 are reused, 2 stay as they were.')
    await expect(dialog).toContainText(`Will not run because "${block}", which feeds it, will not be complete.`)
    await look(page, info, 'again-dark')
    await dialog.getByRole('button', { name: 'Run again' }).click()
    await bench.expectBlock(block, '2 of 200 failed')
    await bench.expectNoRun()
    expect(await ranSince(project.ran)).toEqual([17])
  })

  await test.step('a child shows what it gave, and leads back to the others', async () => {
    await page.getByRole('combobox', { name: 'Which children' }).click()
    await page.getByRole('option', { name: 'All (200)' }).click()
    await page.getByRole('textbox', { name: 'Search the children' }).fill(':17')
    await childRows(page)
      .getByRole('button', { name: new RegExp(`^Completed ${block} 17\\b`) })
      .click()
    await expect(page.getByRole('button', { name: 'Run this child again…' })).toBeVisible()
    await expect(bench.block(block)).toHaveClass(/selected/)
    await picture(page, 'children-child')
    await page.getByRole('button', { name: 'All 200 children' }).click()
  })

  await test.step('all that failed, by the menu of the block; then what they feed runs too', async () => {
    await project.write(`transformers/${block}.py`, fitting(project.ran, '()'))
    await bench.block(block).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Run failed children again…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Run 2 children of run 2 again' })
    await expect(dialog).toContainText('It had not finished in run 2.')
    await dialog.getByRole('button', { name: 'Run again' }).click()
    await bench.expectBlock('report', 'completed')
    await bench.expectBlock(block, '200 children')
    await bench.expectNoRun()
    expect(await ranSince(project.ran)).toEqual([90, 199])
  })

  await test.step('on the page of runs the same children, scrolled to the last', async () => {
    await bench.goTo('Runs')
    await page.getByRole('tab', { name: 'Output' }).click()
    await expect(childRows(page).first()).toContainText(`${block} 0`)
    await page.getByRole('region', { name: 'Children' }).evaluate((list) => list.scrollTo(0, list.scrollHeight))
    await expect(childRows(page).last()).toContainText(`${block} 199`)
    await picture(page, 'children-runs-page')
  })
  expect(app.errors).toEqual([])
})
