import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { learningPython } from '../electron/engine/testing/learning-python.ts'
import { launchApp } from './support/app.ts'
import { look } from './support/looks.ts'
import { type Workbench, workbench } from './support/workbench.ts'

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** The example in a folder of its own, with an interpreter that has scikit-learn and a port nobody else uses. */
const biopsy = async (python: string) => {
  const root = await mkdtemp(join(tmpdir(), 'pipewright-loop-'))
  const path = join(root, 'biopsy')
  await cp(join(import.meta.dirname, '..', 'resources', 'examples', 'biopsy'), path, { recursive: true })
  await mkdir(join(path, '.pipewright'))
  await writeFile(join(path, '.pipewright', 'environment.json'), JSON.stringify({ interpreter: python }))
  const port = await freePort()
  await writeFile(join(path, 'models', 'biopsy', 'endpoint.yaml'), `port: ${port}\n`)
  const traffic = join(path, 'pipelines', 'send_traffic', 'metadata.yaml')
  await writeFile(traffic, (await readFile(traffic, 'utf8')).replace('127.0.0.1:7400', `127.0.0.1:${port}`))
  return { path, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) }
}

const runPipeline = async (bench: Workbench, uuid: string, block: string): Promise<void> => {
  await bench.goTo('Pipelines')
  await bench.showPipeline(uuid)
  await bench.run()
  const trust = bench.page.getByRole('button', { name: 'Trust and run' })
  await trust
    .or(bench.page.getByRole('banner').getByRole('button', { name: 'Cancel', exact: true }))
    .first()
    .waitFor()
  if (await trust.isVisible()) await trust.click()
  await expect(bench.page.getByRole('group', { name: new RegExp(`^${block}, .*completed`) })).toBeVisible({
    timeout: 120_000,
  })
}

test('train, serve, 2,000 requests, drift, alert, retrain, gate, swap without a failed request, and back', async () => {
  // The first time the packages are installed.
  test.setTimeout(420_000)
  const python = await learningPython()
  test.skip(python === null, 'scikit-learn could not be installed (no registry, or no python3-venv)')
  await using project = await biopsy(python ?? '')
  await using app = await launchApp({ folder: project.path })
  const { page } = app
  const bench = workbench(page)

  await runPipeline(bench, 'train_biopsy', 'train_classifier')
  await bench.goTo('Models')
  await page.getByRole('button', { name: 'biopsy', exact: true }).click()
  await page
    .getByRole('button', { name: /^Serve/ })
    .first()
    .click()
  await expect(page.getByText(/serving v1/).first()).toBeVisible({ timeout: 60_000 })

  await runPipeline(bench, 'send_traffic', 'replay_patients')
  await bench.goTo('Monitor')
  const alerts = page.getByRole('region', { name: 'Alerts' })
  await expect(alerts.getByText('inputs moved').first()).toBeVisible({ timeout: 60_000 })
  const loop = page.getByRole('region', { name: 'The loop' })
  await expect(loop.getByRole('listitem', { name: 'Swap: done' })).toBeVisible({ timeout: 120_000 })
  await expect(loop.getByRole('listitem', { name: 'Gate: done' })).toBeVisible()
  await expect(loop.getByText(/inputs moved: psi of mean_/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Drift' }).getByText('large').first()).toBeVisible()
  await look(page, test.info(), 'monitor')

  const projectId = await bench.projectId()
  const window = { projectId, modelName: 'biopsy', from: Date.now() - 3_600_000, until: Date.now() + 60_000 }
  const traffic = await bench.request('monitor.traffic', { ...window, buckets: 1 })
  const live = traffic.versions.filter(({ mode }) => mode === 'live')
  expect(live.reduce((sum, { total }) => sum + total.requests, 0)).toBe(2000)
  expect(live.reduce((sum, { total }) => sum + total.errors, 0)).toBe(0)
  const [newest] = await bench.request('monitor.retrainings', { projectId, modelName: 'biopsy', limit: 1 })
  expect(newest?.gate?.challenger.brier).toBeLessThan((newest?.gate?.champion.brier ?? 0) - 0.01)
  const served = async () => {
    const { versions } = await bench.request('endpoint.status', { projectId, modelName: 'biopsy' })
    return versions
      .filter(({ share, mode, state }) => mode === 'live' && share > 0 && state === 'ready')
      .map(({ version }) => version)
  }
  await expect.poll(served, { timeout: 30_000 }).toEqual([2])

  await bench.goTo('Models')
  await expect(
    page.getByRole('region', { name: 'Live performance' }).getByText('brier on labelled requests'),
  ).toBeVisible()
  await look(page, test.info(), 'model')
  await bench.goTo('Pipelines')
  await bench.showPipeline('train_biopsy')
  await page.getByRole('tab', { name: 'Monitor' }).click()
  await expect(page.getByRole('region', { name: 'Feature drift' }).getByText('mean_radius')).toBeVisible()

  await bench.goTo('Monitor')
  await loop.getByRole('button', { name: 'Roll back' }).click()
  await expect(loop.getByText('rolled back').first()).toBeVisible()
  await expect.poll(served, { timeout: 30_000 }).toEqual([1])
})
