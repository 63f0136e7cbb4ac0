import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

/** Measures, waits until a file says go on, measures again: what is tracked shows while the block runs. */
const code = `import os, time
import pipewright
@data_loader
def load(*args, **kwargs):
    pipewright.log_params({'model': 'forest'})
    pipewright.log_metrics({'loss': 0.5}, step=1)
    while not os.path.exists(os.path.join(os.environ['PIPEWRIGHT_PROJECT'], 'go_on.txt')):
        time.sleep(0.02)
    pipewright.log_metric('loss', 0.25, step=2)
    pipewright.log_table([{'feature': 'tenure', 'gain': 0.3}], 'importance.csv')
    return [{'a': 1}]
`

test('what a block measures shows while it trains, is searched in the syntax of MLflow and drawn as a curve', async () => {
  await using project = await mageProject('scoring', [{ uuid: 'fit', type: 'data_loader', upstream: [], code }])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await page.getByRole('button', { name: 'Experiments', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Nothing tracked yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Pipelines', exact: true }).click()
  await bench.trustAndRun()
  await page.getByRole('button', { name: 'Experiments', exact: true }).click()

  const table = page.getByRole('table', { name: 'Table of 1 run' })
  await expect(table.getByRole('cell', { name: 'Running', exact: true })).toBeVisible()
  await expect(table.getByRole('cell', { name: '0.5', exact: true })).toBeVisible()
  await project.write('go_on.txt', '')
  await expect(table.getByRole('cell', { name: '0.25', exact: true })).toBeVisible()
  await expect(table.getByRole('cell', { name: 'Completed', exact: true })).toBeVisible()

  const search = page.getByRole('textbox', { name: 'Search runs' })
  await search.fill('metrics.loss < low')
  await expect(page.getByRole('alert')).toHaveText('Expected numeric value type for metric. Found low')
  await search.fill("params.model = 'xgboost'")
  await expect(page.getByRole('heading', { name: 'No run matches' })).toBeVisible()
  await search.fill("metrics.loss < 0.3 and params.model = 'forest'")
  await expect(table).toBeVisible()

  await page.getByRole('tab', { name: 'Curves' }).click()
  await expect(page.getByRole('img', { name: /Run 1: 0\.5 to 0\.25 over 2 values/ })).toBeVisible()
  await page.getByRole('tab', { name: 'Table' }).click()
  await table.getByRole('button', { name: 'Run 1', exact: true }).click()
  await page.getByRole('button', { name: /importance\.csv/ }).click()
  await expect(page.getByRole('region', { name: 'Artifacts' }).getByRole('cell', { name: 'tenure' })).toBeVisible()
  await page.getByRole('button', { name: 'Run 1', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Run 1' })).toBeVisible()
})
