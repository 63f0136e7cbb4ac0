import { describe, expect, it } from 'vitest'
import type { LogLine } from '#shared/model/log.ts'
import type { BlockRun } from '#shared/model/run.ts'
import { testBlockRun, testRun } from '../../testing/graph-fixture.ts'
import { blocksToChoose, fittingFilter, linesAsText, searchHits, visibleLines } from './log-filter.ts'
import { findTracebackLink } from './traceback-link.ts'

const line = (change: Partial<LogLine>): LogLine => ({
  blockUuid: 'load',
  attempt: 1,
  line: 0,
  time: new Date(2026, 0, 2, 14, 2, 7, 118).getTime(),
  stream: 'stdout',
  level: 'info',
  text: 'read 344 rows',
  ...change,
})

describe('the filter of the log', () => {
  const lines = [line({}), line({ blockUuid: 'train', level: 'warning', text: '\u001b[31mloss\u001b[0m nan' })]

  it('keeps the lines of one block', () => {
    expect(visibleLines(lines, { blockUuid: 'train', attempt: null, minimumLevel: 'debug', search: '' })).toEqual([
      lines[1],
    ])
  })

  it('keeps the lines of all children of a block that ran once per item', () => {
    const ofChildren = ['each', 'each:0', 'each:12', 'eachother:0'].map((blockUuid) => line({ blockUuid }))
    const wanted = (blockUuid: string) =>
      visibleLines(ofChildren, { blockUuid, attempt: null, minimumLevel: 'debug', search: '' }).map(
        (kept) => kept.blockUuid,
      )
    expect(wanted('each')).toEqual(['each', 'each:0', 'each:12'])
    expect(wanted('each:12')).toEqual(['each:12'])
  })

  it('offers blocks, and of their children those that failed and the chosen one', () => {
    const child = (index: number, change: Partial<BlockRun> = {}) =>
      testBlockRun(`each:${index}`, { parentBlockUuid: 'each', ...change })
    const children = [child(0), child(1, { state: 'failed' }), child(2), child(3)]
    const run = testRun([testBlockRun('items'), testBlockRun('each'), ...children])
    expect(blocksToChoose(run, 'each:3')).toEqual(['items', 'each', 'each:1', 'each:3'])
  })

  it('forgets a block that the shown run does not have', () => {
    const filter = { blockUuid: 'train', attempt: 2, minimumLevel: 'error', search: '' } as const
    expect(fittingFilter(filter, ['load', 'train'])).toBe(filter)
    expect(fittingFilter(filter, ['other'])).toEqual({ ...filter, blockUuid: null, attempt: null })
  })

  it('hides levels below the chosen one', () => {
    expect(visibleLines(lines, { blockUuid: null, attempt: null, minimumLevel: 'warning', search: '' })).toEqual([
      lines[1],
    ])
  })

  it('finds text in spite of colours and case', () => {
    expect(searchHits(lines, 'LOSS NAN')).toEqual([1])
    expect(searchHits(lines, '  ')).toEqual([])
  })

  it('copies without colours', () => {
    expect(linesAsText(lines.slice(1))).toBe('14:02:07.118 train loss nan')
  })
})

describe('links of tracebacks', () => {
  it('lead to the line of a project file', () => {
    const text = '  File "/home/me/churn/transformers/clean.py", line 14, in clean'
    const link = findTracebackLink(text, '/home/me/churn')
    expect(link).toMatchObject({ path: 'transformers/clean.py', line: 14 })
    expect(text.slice(link?.start, link?.end)).toBe('File "/home/me/churn/transformers/clean.py", line 14')
  })

  it('are not made for libraries and for code without a file', () => {
    expect(findTracebackLink('File "/usr/lib/python3/json.py", line 3', '/home/me/churn')).toBeNull()
    expect(findTracebackLink('File "<string>", line 3', '/home/me/churn')).toBeNull()
  })

  it('are made for whole paths with a colon, as warnings have them, spaces included', () => {
    const text = '/home/me/my work/transformers/clean.py:14: UserWarning: old'
    const link = findTracebackLink(text, '/home/me/my work')
    expect(link).toMatchObject({ path: 'transformers/clean.py', line: 14 })
    expect(text.slice(link?.start, link?.end)).toBe('/home/me/my work/transformers/clean.py:14')
    expect(findTracebackLink('/usr/lib/my work/json.py:3: UserWarning', '/home/me/churn')).toBeNull()
  })

  it('are made for places written with a colon', () => {
    expect(findTracebackLink('at transformers/clean.py:7', '/p')).toMatchObject({
      path: 'transformers/clean.py',
      line: 7,
    })
  })
})
