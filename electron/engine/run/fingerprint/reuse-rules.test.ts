import { expect, test } from 'vitest'
import type { Block } from '#shared/model/block.ts'
import { alwaysRuns } from './reuse-rules.ts'

const block = (facts: Partial<Block>): Block => ({
  uuid: 'b',
  name: 'b',
  type: 'transformer',
  language: 'python',
  role: 'block',
  color: null,
  upstream: [],
  configuration: {},
  replicaOf: null,
  file: null,
  timeoutSeconds: null,
  retry: null,
  ...facts,
})

test('a transformer may be reused, what deals with the world outside may not', () => {
  expect(alwaysRuns(block({}))).toBeNull()
  expect(alwaysRuns(block({ type: 'data_loader' }))).toContain('data loaders always run')
  expect(alwaysRuns(block({ type: 'global_data_product' }))).toContain('asked for anew')
})

test('a query of a database always runs, one over its inputs alone need not', () => {
  const configuration = { data_provider: 'postgres' }
  expect(alwaysRuns(block({ language: 'sql', configuration }))).toContain('queries of a database')
  expect(alwaysRuns(block({ language: 'sql' }))).toBeNull()
})

test('the owner of a block decides', () => {
  expect(alwaysRuns(block({ type: 'data_loader', configuration: { reuse: true } }))).toBeNull()
  expect(alwaysRuns(block({ configuration: { reuse: false } }))).toContain('reuse: false')
})
