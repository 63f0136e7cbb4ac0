import { expect, test } from 'vitest'
import { noticeOfRun } from './run-notice.ts'

const run = { id: 7, pipelineUuid: 'train', state: 'failed', reason: '"fit" failed: no rows', blocksTotal: 3 } as const

test('failures are told with their reason, successes only where all is wanted', () => {
  expect(noticeOfRun(run, 'failures')).toEqual({ title: 'train failed', body: '"fit" failed: no rows' })
  const completed = { ...run, state: 'completed', reason: null } as const
  expect(noticeOfRun(completed, 'failures')).toBeNull()
  expect(noticeOfRun(completed, 'always')).toEqual({ title: 'train completed', body: 'Run 7, 3 blocks' })
})

test('nothing is told of a run somebody cancelled, and nothing where nothing is wanted', () => {
  expect(noticeOfRun({ ...run, state: 'cancelled' }, 'always')).toBeNull()
  expect(noticeOfRun(run, 'never')).toBeNull()
})
