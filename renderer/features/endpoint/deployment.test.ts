import { expect, test } from 'vitest'
import type { ServedVersion } from '#shared/model/endpoint.ts'
import { deploymentRoutes } from './deployment.ts'

const served = (version: number, share: number, more: Partial<ServedVersion> = {}): ServedVersion => ({
  version,
  share,
  mode: 'live',
  alias: null,
  state: 'ready',
  message: null,
  workers: 2,
  isShared: true,
  startedInMs: 500,
  restarts: 0,
  requests: 0,
  errors: 0,
  requestsPerSecond: 0,
  latencyMs: { p50: null, p95: null, p99: null },
  ...more,
})

const among = (...versions: ServedVersion[]) => ({ versions, aliases: { champion: 7 } })

test('all requests go to one version alone', () => {
  expect(deploymentRoutes({ version: 8, how: 'full', share: 10 }, among(served(7, 100)))).toEqual([
    { version: 8, share: 100, mode: 'live' },
  ])
})

test('a canary takes its share of what serves now, which keeps its alias', () => {
  const versions = [served(7, 100, { alias: 'champion' }), served(5, 100, { state: 'warm' })]
  expect(deploymentRoutes({ version: 8, how: 'canary', share: 10 }, among(...versions))).toEqual([
    { version: 'champion', share: 90, mode: 'live' },
    { version: 8, share: 10, mode: 'live' },
  ])
})

test('a larger share of a version that is a canary already replaces its old one', () => {
  const versions = [served(7, 90), served(8, 10)]
  expect(deploymentRoutes({ version: 8, how: 'canary', share: 50 }, among(...versions))).toEqual([
    { version: 7, share: 50, mode: 'live' },
    { version: 8, share: 50, mode: 'live' },
  ])
})

test('a shadow leaves all requests with what serves now', () => {
  expect(deploymentRoutes({ version: 8, how: 'shadow', share: 10 }, among(served(7, 100)))).toEqual([
    { version: 7, share: 100, mode: 'live' },
    { version: 8, share: 100, mode: 'shadow' },
  ])
})

test('an alias that is not set is no word for what serves now', () => {
  const versions = [served(5, 100, { alias: 'best' })]
  expect(deploymentRoutes({ version: 8, how: 'canary', share: 20 }, among(...versions))[0]).toEqual({
    version: 5,
    share: 80,
    mode: 'live',
  })
})
