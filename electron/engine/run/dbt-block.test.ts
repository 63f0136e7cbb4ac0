import { expect, it } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import type { Block } from '#shared/model/block.ts'
import { dbtExtra } from './dbt-block.ts'

const block = (uuid: string, type: Block['type'], upstream: readonly string[] = []): Block => ({
  uuid,
  name: uuid,
  type,
  language: type === 'dbt' ? 'sql' : 'python',
  role: 'block',
  color: null,
  upstream: [...upstream],
  configuration: {},
  replicaOf: null,
  file: null,
  timeoutSeconds: null,
  retry: null,
})

const orders = block('orders', 'data_loader')
const unread = block('unread', 'data_loader')
const staged = block('staged', 'dbt', ['orders'])
const totals = block('totals', 'dbt', ['staged', 'people'])
const people = block('people', 'transformer', ['unread'])
const report = block('report', 'transformer', ['totals'])
const blocks = [orders, unread, staged, totals, people, report]

it('all rows of a model are read only where a block that is not of dbt, or an extension, gets them', () => {
  expect(dbtExtra({ blocks }, totals)).toMatchObject({ dbt: { needed: true } })
  expect(dbtExtra({ blocks }, staged)).toMatchObject({ dbt: { needed: false } })
  const extensions = [block('sane', 'extension', ['staged'])]
  expect(dbtExtra({ blocks, extensions }, staged)).toMatchObject({ dbt: { needed: true } })
  const note = block('note', 'markdown', ['staged'])
  expect(dbtExtra({ blocks: [...blocks, note] }, staged)).toMatchObject({ dbt: { needed: false } })
})

it('what models of the pipeline may read is declared by each of its dbt blocks', () => {
  expect(dbtExtra({ blocks }, staged)).toMatchObject({ dbt: { sources: ['orders', 'people'] } })
  expect(dbtExtra({ blocks }, orders)).toEqual({})
})

it('a dbt block without dbt says what to install, and always runs', async () => {
  const file = 'dbt/shop/models/staged.sql'
  const model: TempBlock = {
    uuid: 'dbt/shop/models/staged',
    type: 'dbt',
    language: 'sql',
    code: null,
    configuration: { file_path: file },
  }
  await using temp = await createTempRuns([{ uuid: 'shop', blocks: [model] }])
  await temp.folder.write(file, 'select 1 as a\n')
  await temp.folder.write('dbt/shop/dbt_project.yml', 'name: shop\nprofile: shop\n')
  await temp.folder.write('dbt/shop/profiles.yml', 'shop:\n  target: dev\n  outputs:\n    dev:\n      type: sqlite\n')
  const run = await temp.finish('shop')
  expect(run.blockRuns[0]).toMatchObject({ state: 'failed' })
  expect(run.blockRuns[0]?.reason).toContain('dbt-sqlite')
  const input = { projectId: temp.project.id, pipelineUuid: 'shop', scope: { kind: 'all' as const }, variables: {} }
  const [decision] = given(await temp.runs.explain(input))
  expect(decision).toMatchObject({ kind: 'runs' })
  expect(decision?.reason).toContain('dbt blocks always run')
})
