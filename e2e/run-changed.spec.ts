import { expect, test } from '@playwright/test'
import { launchApp } from './support/app.ts'
import { picture } from './support/picture.ts'
import { mageProject } from './support/project.ts'
import { workbench } from './support/workbench.ts'

const load = '@data_loader\ndef load(*args, **kwargs):\n    return 20\n'
const double = '@transformer\ndef double(n, *args, **kwargs):\n    return n * 2\n'
const hungry = `@transformer
def hungry(n, *args, **kwargs):
    import time
    held = []
    while True:
        held.append(bytearray(b'x' * 5_000_000))
        time.sleep(0.02)
`

test('a block over its limit dies alone, its run is gone on from, and then only what changed runs', async () => {
  await using project = await mageProject('changes', [
    { uuid: 'load', type: 'data_loader', upstream: [], code: load },
    { uuid: 'double', type: 'transformer', upstream: ['load'], code: double },
    { uuid: 'hungry', type: 'transformer', upstream: ['double'], code: hungry },
  ])
  const file = 'pipelines/changes/metadata.yaml'
  const limited = (await project.read(file)).split('configuration: {}')
  await project.write(
    file,
    [limited[0], limited[1], limited.slice(2).join('configuration: {limits: {memory_mb: 200}}')].join(
      'configuration: {}',
    ),
  )
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)

  await test.step('over the limit: the line it was on, the memory curve', async () => {
    await bench.trustAndRun()
    await bench.expectBlock('hungry', 'failed')
    await bench.select('hungry')
    await expect(page.getByRole('alert').filter({ hasText: 'more than its limit of 200 MB' })).toBeVisible()
    await page.getByRole('tab', { name: 'Metrics' }).click()
    await expect(page.getByRole('img', { name: /^Memory over time/ })).toBeVisible()
    await picture(page, 'limits')
  })

  await test.step('retry: what had finished is reused', async () => {
    await project.write('transformers/hungry.py', double.replace('double', 'hungry'))
    await bench.runBy('Retry the last run from where it failed')
    await bench.expectBlock('hungry', 'completed')
    await bench.expectBlock('double', 'reused')
  })

  await test.step('what would run is said before, and only that runs', async () => {
    await project.write('transformers/hungry.py', double.replace('n * 2', 'n * 3'))
    await bench.runBy('Explain what would run…')
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('data loaders always run', { ignoreCase: true })
    await expect(dialog).toContainText('Its code changed since run 2.')
    await picture(page, 'explain')
    await dialog.getByRole('button', { name: 'Run what changed' }).click()
    await bench.expectNoRun()
    await bench.expectBlock('double', 'reused')
    await bench.expectBlock('hungry', 'completed')
    await bench.expectBlock('load', 'completed')
  })
  expect(app.errors).toEqual([])
})
