import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

/** Fails for the second date until a file is there. */
const loader = `import os

@data_loader
def load(*args, **kwargs):
    assert kwargs['ds'] != '2026-01-02' or os.path.exists(kwargs['repo_path'] + '/mended'), 'not yet'
    return kwargs['ds']
`

test('a backfill runs a range of dates, shows which failed, and runs only those again', async () => {
  await using project = await mageProject('scoring', [
    { uuid: 'source', type: 'data_loader', upstream: [], code: loader },
  ])
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)
  await bench.trustAndRun()
  await bench.expectBlock('source', 'completed')

  await page.getByRole('tab', { name: 'Triggers' }).click()
  await page.getByRole('button', { name: 'New backfill…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('January again')
  await page.getByLabel('From (UTC)').fill('2026-01-01T00:00')
  await page.getByLabel('To (UTC), included').fill('2026-01-03T00:00')
  await expect(page.getByText('3 runs, one for each date:')).toBeVisible()
  await page.getByRole('button', { name: 'Start backfill' }).click()
  await expect(page.getByText(/2 of 3 dates completed, 1 did not/)).toBeVisible({ timeout: 30_000 })

  await project.write('mended', '')
  await page.getByRole('button', { name: 'Run what is left' }).click()
  await expect(page.getByText(/3 of 3 dates completed/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Show the dates' }).click()
  await page.getByRole('button', { name: /2026-01-02 00:00 · Completed · run 5 · try 2/ }).click()
  await expect(page.getByText(/backfill/i).first()).toBeVisible()
})
