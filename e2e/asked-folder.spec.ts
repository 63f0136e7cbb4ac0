import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { emptyFolder, pipelineText } from './support/project.ts'

test('a folder with several projects, given as argument, asks which one', async () => {
  await using platform = await emptyFolder('platform')
  for (const name of ['web', 'ads']) {
    await platform.write(`${name}/metadata.yaml`, 'project_type: standalone\n')
    await platform.write(`${name}/io_config.yaml`, 'version: 0.1.1\n')
    await platform.write(`${name}/pipelines/${name}_daily/metadata.yaml`, pipelineText(`${name}_daily`, []))
  }
  await using app = await launchApp({ folder: platform.path })
  const dialog = app.page.getByRole('dialog', { name: 'Which project?' })
  await dialog.getByRole('button', { name: /^ads/ }).click()
  await expect(app.page.getByRole('button', { name: 'Pipeline ads_daily' })).toBeVisible()
})
