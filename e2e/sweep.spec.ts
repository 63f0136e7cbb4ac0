import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const loader = `import pipewright

@data_loader
def load(*args, **kwargs):
    pipewright.log_metric('auc', 1 - abs(kwargs.get('lr', 0) - 0.5))
    return kwargs.get('lr', 0)
`

test('a sweep runs a pipeline over values of a variable and names the best run', async () => {
  await using project = await mageProject('scoring', [
    { uuid: 'source', type: 'data_loader', upstream: [], code: loader },
  ])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('source', 'completed')

  await page.getByRole('button', { name: 'More ways to run' }).click()
  await page.getByRole('menuitem', { name: /Sweep over variables/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Sweep over variables' })
  await dialog.getByRole('textbox', { name: 'Variable', exact: true }).fill('lr')
  await dialog.getByRole('textbox', { name: 'Values of lr' }).fill('0.2, 0.5, 0.9')
  await dialog.getByRole('textbox', { name: 'Metric' }).fill('auc')
  await expect(dialog.getByText('3 runs, one for each combination.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Start sweep' }).click()

  const sweep = page.getByRole('region', { name: 'Sweep' })
  await expect(sweep.getByText('3 of 3 runs')).toBeVisible({ timeout: 30_000 })
  await expect(sweep.getByText('lr = 0.5')).toBeVisible()
  await sweep.getByRole('button', { name: /best: run 3, auc 1/ }).click()
  await expect(page.getByRole('heading', { name: 'Run 3' })).toBeVisible()
})
