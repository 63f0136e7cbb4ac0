import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { executable, launchApp } from './support/app.ts'
import { look } from './support/looks.ts'
import { mageProject, type SpecProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const cli = resolve(import.meta.dirname, '..', 'out', 'main', 'cli.cjs')

const modelCode = `
class Model:
    def predict(self, rows):
        rows = rows.to_dict('records') if hasattr(rows, 'to_dict') else rows
        return [self.factor * (row['tenure'] + row['monthly']) for row in rows]
`

const mlmodel = `flavors:
  python_function: {loader_module: pipewright_model, model_path: model.pkl}
saved_input_example_info: {artifact_path: input_example.json, type: dataframe, pandas_orient: split}
signature:
  inputs: '[{"name": "tenure", "type": "long"}, {"name": "monthly", "type": "double"}, {"name": "contract", "type": "string", "required": false}]'
`

/** A pickle of protocol 0 of an object of the project's module. */
const pickleOf = (factor: number) =>
  `ccopy_reg\n_reconstructor\n(cplain_model\nModel\nc__builtin__\nobject\nNtR(dVfactor\nI${factor}\nsb.`

/** Registers a version as somebody does in a terminal. */
const register = async (project: SpecProject, factor: number): Promise<void> => {
  const folder = project.at(`../model-${factor}`)
  await mkdir(folder, { recursive: true })
  const example = { columns: ['tenure', 'monthly', 'contract'], data: [[2, 53.85, 'Month-to-month']] }
  await writeFile(join(folder, 'MLmodel'), mlmodel)
  await writeFile(join(folder, 'model.pkl'), pickleOf(factor))
  await writeFile(join(folder, 'input_example.json'), JSON.stringify(example))
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  await promisify(execFile)(executable(), [cli, 'register', project.path, 'churn-model', folder], { env })
}

test('a model is served, tried, replaced by another version, rolled back and stopped', async ({
  browserName: _,
}, info) => {
  await using project = await mageProject('churn', [
    {
      uuid: 'source',
      type: 'data_loader',
      upstream: [],
      code: '@data_loader\ndef load(*args, **kwargs):\n    return 7\n',
    },
  ])
  await project.write('plain_model.py', modelCode)
  // Away from an endpoint of somebody who works on this machine.
  await project.write('models/churn-model/endpoint.yaml', 'port: 7493\n')
  await register(project, 1)
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  await page.getByRole('button', { name: 'Models', exact: true }).click()
  await page.getByRole('button', { name: 'churn-model' }).first().click()

  await page.getByRole('button', { name: 'Serve', exact: true }).click()
  await page.getByRole('button', { name: 'Trust' }).last().click()
  await page.getByRole('button', { name: 'Serve', exact: true }).click()
  await expect(page.getByText('serving v1 at localhost:7493')).toBeVisible({ timeout: 20_000 })

  const tryIt = page.getByRole('region', { name: 'Try it' })
  await expect(tryIt.getByRole('textbox', { name: 'monthly' })).toHaveValue('53.85')
  await tryIt.getByRole('button', { name: 'Send' }).click()
  await expect(tryIt.getByText(/"prediction": 55.85/)).toBeVisible()
  await expect(tryIt.getByText(/^200 · /)).toBeVisible()
  await tryIt.getByRole('textbox', { name: 'tenure' }).fill('two')
  await tryIt.getByRole('button', { name: 'Send' }).click()
  await expect(tryIt.getByText(/^422 · /)).toBeVisible()
  await expect(tryIt.getByText(/column \\"tenure\\", row 0: expected a whole number/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Endpoint churn-model v1 · .* ms p50$/ })).toBeVisible()

  await register(project, 10)
  await page.getByRole('button', { name: 'Deploy…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('combobox', { name: 'Version' })).toHaveText('v2')
  await dialog.getByRole('radio', { name: /A share of the requests/ }).click()
  await dialog.getByRole('spinbutton', { name: 'Share' }).fill('25')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('try it')
  await look(page, info, 'deploy')
  await dialog.getByRole('button', { name: 'Deploy' }).click()
  const card = page.getByRole('region', { name: 'Endpoint' })
  await expect(card.getByText('serving 75 %')).toBeVisible({ timeout: 20_000 })
  await expect(card.getByText('serving 25 %')).toBeVisible()
  await look(page, info, 'endpoint')
  await workbench(page).request('settings.update', { theme: 'dark' })
  await expect(page.locator('html[data-theme="dark"]')).toBeVisible()
  await look(page, info, 'endpoint-dark')
  await page.getByRole('button', { name: 'Endpoint settings' }).click()
  await look(page, info, 'endpoint-settings')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Deploy…' }).click()
  await dialog.getByRole('combobox', { name: 'Version' }).click()
  await page.getByRole('option', { name: 'v2' }).click()
  await dialog.getByRole('button', { name: 'Deploy' }).click()
  await expect(page.getByText('serving v2 at localhost:7493')).toBeVisible()
  await card.getByRole('button', { name: /^Roll back to v1 and v2/ }).click()
  await expect(card.getByText('serving 75 %')).toBeVisible()

  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(tryIt.getByText('The model is not served')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Endpoint churn-model/ })).toBeHidden()
})
