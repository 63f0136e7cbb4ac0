import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const loader = '@data_loader\ndef load(*args, **kwargs):\n    return 7\n'

test('a trigger made in the window fires by itself, until it is switched off', async () => {
  await using project = await mageProject('scoring', [
    { uuid: 'source', type: 'data_loader', upstream: [], code: loader },
  ])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('source', 'completed')

  await page.getByRole('tab', { name: 'Triggers' }).click()
  await page.getByRole('button', { name: 'New trigger' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('often')
  await page.getByRole('combobox', { name: 'Fires', exact: true }).click()
  await page.getByRole('option', { name: 'At an interval' }).click()
  await page.getByRole('spinbutton', { name: 'Every' }).fill('2')
  await expect(page.getByRole('region', { name: 'Next fires' }).getByRole('row')).toHaveCount(11)
  await page.getByRole('button', { name: 'Save' }).click()

  await expect(page.getByText('Every 2 s')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Next: often in|^Next: often now/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /Run [3-9] completed/ })).toBeVisible({ timeout: 30_000 })
  expect(await project.read('pipelines/scoring/triggers.yaml')).toContain('schedule_type: event')
  expect(await project.read('pipelines/scoring/triggers.pipewright.yaml')).toContain('interval: 2')

  await page.getByRole('switch', { name: 'often is on' }).click()
  await expect(page.getByText('Off', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Next: often/ })).toBeHidden()
  expect(await project.read('pipelines/scoring/triggers.yaml')).toContain('status: inactive')
})

test('a trigger that Mage would skip says so where triggers are', async () => {
  await using project = await mageProject('scoring', [
    { uuid: 'source', type: 'data_loader', upstream: [], code: loader },
  ])
  await project.write(
    'pipelines/scoring/triggers.yaml',
    'triggers:\n- name: nightly\n  schedule_type: time\n  schedule_interval: "@daily"\n',
  )
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  await page.getByRole('tab', { name: 'Triggers' }).click()
  await expect(page.getByText(/start_time is missing/)).toBeVisible()
  await page.getByRole('button', { name: 'Open at line 2' }).click()
  await expect(page.getByRole('tab', { name: /triggers\.yaml/ })).toBeVisible()
})
