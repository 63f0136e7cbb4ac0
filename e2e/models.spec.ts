import { expect, type Page, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { look } from './support/looks.ts'
import { mageProject, type SpecProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

/** Standard library only: a model is any object with `predict`. */
const training = (threshold: number, auc: number) => `import pipewright


class Threshold:
    def predict(self, rows):
        return [row['tenure'] < ${threshold} for row in rows]


@transformer
def fit(*args, **kwargs):
    rows = [{'tenure': float(n), 'contract': 'yearly' if n % 4 else 'monthly', 'churned': n < 12} for n in range(60)]
    pipewright.log_model(
        Threshold(),
        registered_name='churn-model',
        training_data=rows,
        target='churned',
        input_example=[{'tenure': 3.0, 'contract': 'monthly'}],
        metrics={'val_auc': ${auc}, 'brier': ${(1 - auc).toFixed(2)}},
        params={'threshold': ${threshold}},
    )
    return ${threshold}
`

const project = (): Promise<SpecProject> =>
  mageProject('train_churn', [{ uuid: 'fit', type: 'transformer', upstream: [], code: training(10, 0.81) }])

const row = (page: Page, version: number) =>
  page
    .getByRole('region', { name: 'Versions' })
    .getByRole('row')
    .filter({ hasText: `v${version}` })

const act = async (page: Page, version: number, entry: RegExp | string) => {
  await page.getByRole('button', { name: `Actions of v${version}` }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

const promote = async (page: Page, version: number, reason: string) => {
  await act(page, version, 'Promote…')
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason)
  await page.getByRole('button', { name: 'Promote', exact: true }).click()
  await expect(row(page, version).getByText('champion', { exact: true })).toBeVisible()
}

test('a trained model becomes versions: promoted with a reason, compared, rolled back, changed from outside', async ({
  browserName: _,
}, info) => {
  await using folder = await project()
  await using app = await launchApp({ folder: folder.path })
  const { page } = app
  const bench = workbench(page)
  await bench.goTo('Models')
  await expect(page.getByRole('heading', { name: 'No models yet' })).toBeVisible()
  await look(page, info, 'no-models')

  await bench.goTo('Pipelines')
  await bench.trustAndRun()
  await bench.expectBlock('fit', 'completed')
  await bench.goTo('Models')
  await page.getByRole('button', { name: 'churn-model' }).click()
  await expect(row(page, 1)).toContainText('0.81')
  await expect(row(page, 1)).toContainText('Run 1')
  await promote(page, 1, 'the first one')

  // Another editor changes the code; the next run makes the next version.
  await folder.write('transformers/fit.py', training(12, 0.845))
  await bench.goTo('Pipelines')
  await bench.run()
  await bench.expectNoRun()
  await bench.goTo('Models')
  await expect(row(page, 2)).toContainText('0.845')
  await promote(page, 2, 'better on customers of the last year')
  await expect(row(page, 1).getByText('champion', { exact: true })).toBeHidden()
  await look(page, info, 'model')

  await page.getByRole('button', { name: 'Compare versions' }).click()
  const metrics = page.getByRole('region', { name: 'Metrics' })
  await expect(metrics.getByRole('row', { name: /val_auc/ })).toContainText('0.845 +0.035')
  await expect(page.getByRole('region', { name: 'Parameters' }).getByRole('row', { name: /threshold/ })).toContainText(
    '12',
  )
  await expect(page.getByRole('region', { name: 'Code' })).toContainText('transformers/fit.py')
  await look(page, info, 'compared')
  await page.getByRole('button', { name: 'Close comparison' }).click()

  const changes = page.getByRole('region', { name: 'Changes', exact: true })
  await expect(changes).toContainText('better on customers of the last year')
  await changes.getByRole('button', { name: 'Roll back to v1…' }).click()
  await page.getByRole('textbox', { name: 'Reason' }).fill('worse on new ones')
  await page.getByRole('button', { name: 'Roll back to v1', exact: true }).click()
  await expect(row(page, 1).getByText('champion', { exact: true })).toBeVisible()
  await expect(changes).toContainText('Rolled back to v1, before v2')
  expect(await folder.read('models/churn-model/model.yaml')).toContain('champion: 1')

  await folder.write('models/churn-model/model.yaml', '# by hand\naliases:\n  champion: 2\n')
  await expect(row(page, 2).getByText('champion', { exact: true })).toBeVisible()
  await act(page, 1, 'Set alias…')
  await page.getByRole('textbox', { name: 'Alias' }).fill('fallback')
  await page.getByRole('button', { name: 'Set alias', exact: true }).click()
  await expect(row(page, 1).getByText('fallback', { exact: true })).toBeVisible()
  expect(await folder.read('models/churn-model/model.yaml')).toContain('# by hand')
})

test('deleting a version names what uses it, and a broken file is a problem with its line', async ({
  browserName: _,
}, info) => {
  await using folder = await project()
  await using app = await launchApp({ folder: folder.path })
  const { page } = app
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('fit', 'completed')
  await bench.run()
  await bench.expectNoRun()
  await folder.write('transformers/fit.py', `${training(10, 0.81)}\n# scored by models:/churn-model/2\n`)
  await bench.goTo('Models')
  await page.getByRole('button', { name: 'churn-model' }).click()
  await promote(page, 2, '')
  await act(page, 2, 'Delete…')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('the alias champion')
  await expect(dialog).toContainText('train_churn (transformers/fit.py, line')
  await look(page, info, 'delete-version')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(row(page, 2)).toBeHidden()
  await expect(row(page, 1)).toBeVisible()
  expect(await folder.read('models/churn-model/versions/2/deleted')).toBe('')

  await folder.write('models/churn-model/model.yaml', 'description: churn\naliases:\n  champion: seven\n')
  await bench.goTo('Pipelines')
  await page.getByRole('tab', { name: /^Problems/ }).click()
  await expect(page.getByText(/Expected a version number for the alias "champion"/)).toBeVisible()
})
