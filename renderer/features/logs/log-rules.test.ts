import { describe, expect, it } from 'vitest'
import type { LogLine } from '#shared/model/log.ts'
import { fittingFilter, linesAsText, searchHits, visibleLines } from './log-filter.ts'
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
