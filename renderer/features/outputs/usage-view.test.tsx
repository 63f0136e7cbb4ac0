import { act, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ok } from '#shared/result.ts'
import { takeRunSnapshot } from '../../state/run-store.ts'
import { showUi } from '../../state/ui-store.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { showView } from '../../testing/show-view.tsx'
import { OutputPanel } from './output-panel.tsx'
import { curveOf } from './usage-view.tsx'

const point = (time: number, memory: number) => ({ time, memory, cpu: 0.5, cpuSeconds: time / 2000, processes: 1 })
const points = [point(100, 50_000_000), point(200, 400_000_000), point(300, 480_000_000)]

test('the tab of metrics shows what a block used, with its limit', async () => {
  const limits = { memoryBytes: 500_000_000, cpuSeconds: null }
  const shown = showView(<OutputPanel runId={41} blockUuid="build_features" />, {
    'run.usage': () => ok({ points, limits }),
  })
  act(() => {
    takeRunSnapshot(sampleRun(Date.now()))
    showUi({ inspectorTab: 'metrics' })
  })
  expect(await screen.findByRole('img', { name: /^Memory over time: 4\d\d MB of 500 MB$/ })).toBeDefined()
  expect(screen.getByRole('img', { name: /^Processor time over time/ })).toBeDefined()
  expect(screen.queryByRole('img', { name: /GPU/ })).toBeNull()
  expect(shown.bridge.asked('run.usage')[0]).toMatchObject({ runId: 41, blockUuid: 'build_features' })
})

test('a limit is drawn where the curve comes near it', () => {
  expect(curveOf({ points, of: 'memory', limit: 500_000_000 }).limitY).toBe(2)
  expect(curveOf({ points, of: 'memory', limit: 5_000_000_000 }).limitY).toBeNull()
  expect(curveOf({ points, of: 'memory', limit: 400_000_000 }).limitY).toBeCloseTo(8.67, 1)
})

test('what a block used of graphics processors is shown where it used any', async () => {
  const onGpu = [
    ...points,
    { ...point(400, 1), gpuMemory: 2_500_000_000, gpu: 0.96 },
    { ...point(500, 1), gpuMemory: 0, gpu: 0 },
  ]
  showView(<OutputPanel runId={41} blockUuid="build_features" />, {
    'run.usage': () => ok({ points: onGpu, limits: { memoryBytes: null, cpuSeconds: null } }),
  })
  act(() => {
    takeRunSnapshot(sampleRun(Date.now()))
    showUi({ inspectorTab: 'metrics' })
  })
  expect(await screen.findByRole('img', { name: 'GPU memory over time: 2.5 GB at most' })).toBeDefined()
  expect(screen.getByRole('img', { name: 'GPU over time: 96 % at most' })).toBeDefined()
})
