import { expect, test } from 'vitest'
import { compareBlocks, type OwnBlock } from './compare.ts'
import { deliberateReason, readDeliberateDifferences } from './deliberate-differences.ts'
import type { ReferenceBlock } from './reference.ts'

const recorded = (block: Partial<ReferenceBlock>): ReferenceBlock => ({
  uuid: 'a',
  status: 'completed',
  upstream: [],
  outputs: {},
  children: {},
  child_runs: [],
  nondeterministic: [],
  ...block,
})

const own = (block: Partial<OwnBlock>): OwnBlock => ({ state: 'completed', reason: null, outputs: {}, ...block })

const compare = (ours: Record<string, OwnBlock>, ...reference: ReferenceBlock[]) =>
  compareBlocks({ ours: new Map(Object.entries(ours)), reference, deterministic: true }).map(
    ({ differences }) => differences,
  )

const frame = { type: 'pandas.core.frame.DataFrame', shape: [2, 1], columns: ['g'], dtypes: ['int64'], hash: 'h' }

test('equal state and outputs are equal, whatever else was recorded', () => {
  const ours = { a: own({ outputs: { output_0: frame } }) }
  expect(compare(ours, recorded({ outputs: { output_0: { ...frame, mean: { g: 1.5 } } } }))).toEqual([[]])
})

test('the first thing in which an output differs is told', () => {
  const ours = { a: own({ outputs: { output_0: { ...frame, dtypes: ['float64'] } } }) }
  const [differences] = compare(ours, recorded({ outputs: { output_0: frame } }))
  expect(differences).toEqual([{ what: 'output_0', ours: 'dtypes ["float64"]', theirs: 'dtypes ["int64"]' }])
})

test('an output that changes from run to run is compared by type and shape only', () => {
  const ours = { a: own({ outputs: { output_0: { ...frame, hash: 'other' } } }) }
  const unstable = recorded({ outputs: { output_0: frame }, nondeterministic: ['output_0'] })
  expect(compare(ours, unstable)).toEqual([[]])
})

test('a missing output and one too many are differences', () => {
  const ours = { a: own({ outputs: { output_1: { type: 'int', value: 2 } } }) }
  const [differences] = compare(ours, recorded({ outputs: { output_0: { type: 'int', value: 1 } } }))
  expect(differences?.map(({ what }) => what)).toEqual(['output_0', 'output_1'])
})

test('a block cancelled below a failure is one that never ran here', () => {
  const failed = recorded({ status: 'failed' })
  const below = recorded({ uuid: 'b', status: 'cancelled', upstream: ['a'] })
  const ours = { a: own({ state: 'failed' }), b: own({ state: 'upstream-failed' }) }
  expect(compare(ours, failed, below)).toEqual([[], []])
  expect(compare({ ...ours, b: own({}) }, failed, below)[1]).toHaveLength(1)
})

test('a block cancelled for a failure elsewhere may run here', () => {
  const aside = recorded({ uuid: 'b', status: 'cancelled' })
  expect(compare({ a: own({ state: 'failed' }), b: own({}) }, recorded({ status: 'failed' }), aside)).toEqual([[], []])
})

test('children of a dynamic block are compared by number, their states as a bag', () => {
  const outputs = { output_0: { type: 'int', sha256_json: '1' } }
  const reference = recorded({
    children: { 0: outputs, 1: outputs },
    child_runs: [
      { block_run: 'a:x', status: 'completed' },
      { block_run: 'a:y', status: 'failed' },
    ],
  })
  const ours = { a: own({ state: 'failed' }), 'a:0': own({ state: 'failed' }), 'a:1': own({ outputs }) }
  expect(compare(ours, reference)).toEqual([[]])
  const other = { ...ours, 'a:1': own({ outputs: { output_0: { type: 'int', sha256_json: '2' } } }) }
  expect(compare(other, reference)[0]?.map(({ what }) => what)).toEqual([':1 output_0'])
})

test('children cancelled after a failure of another may run here', () => {
  const child_runs = ['failed', 'cancelled', 'completed'].map((status, index) => ({ block_run: `a:${index}`, status }))
  const child = (state: string) => own({ state })
  const ours = {
    a: own({ state: 'failed' }),
    'a:0': child('failed'),
    'a:1': child('failed'),
    'a:2': child('completed'),
  }
  expect(compare(ours, recorded({ child_runs }))).toEqual([[]])
  expect(
    compare({ ...ours, 'a:0': child('completed'), 'a:1': child('completed') }, recorded({ child_runs }))[0],
  ).toHaveLength(1)
})

test('every deliberate difference gives its reason', async () => {
  const table = await readDeliberateDifferences()
  const entry = { project: 'p', block: 'b', reason: 'kept on purpose' }
  expect(deliberateReason([...table, entry], { project: 'p', pipeline: 'any', block: 'b' })).toBe('kept on purpose')
  expect(deliberateReason([entry], { project: 'p', pipeline: 'any', block: 'c' })).toBeNull()
})
