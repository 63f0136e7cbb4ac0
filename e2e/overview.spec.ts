import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const loader = (value: number) => `@data_loader
def load(*args, **kwargs):
    return [{'a': ${value}}]
`

test('two runs are compared by code and output, and the overview counts them', async () => {
  await using project = await mageProject('scoring', [
    { uuid: 'source', type: 'data_loader', upstream: [], code: loader(1) },
  ])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('source', 'completed')
  await project.write('data_loaders/source.py', loader(2))
  await bench.run()
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: /Run 2/ }).first().click()
  await page.getByRole('button', { name: 'Compare' }).click()

  const comparison = page.getByRole('region', { name: 'Comparison of runs' })
  await expect(comparison.getByText('Different: 1 block’s code and 1 block’s output.')).toBeVisible()
  await comparison.getByRole('button', { name: /source/ }).click()
  await expect(comparison.locator('.monaco-diff-editor')).toBeVisible()

  await page.getByRole('button', { name: 'Overview', exact: true }).click()
  const perDay = page.getByRole('region', { name: 'Runs per day' })
  await expect(perDay.getByText('100 %')).toBeVisible()
  await expect(
    page.getByRole('region', { name: 'Slowest blocks' }).getByRole('button', { name: /source/ }),
  ).toBeVisible()
})
