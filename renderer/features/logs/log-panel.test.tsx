import { act, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { LogLine } from '#shared/model/log.ts'
import { ok } from '#shared/result.ts'
import { appendLogLines, takeRunSnapshot } from '../../state/run-store.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { showView } from '../../testing/show-view.tsx'
import { LogPanel } from './log-panel.tsx'

const line = (number: number, change: Partial<LogLine> = {}): LogLine => ({
  blockUuid: 'load_customers',
  attempt: 1,
  line: number,
  time: 1_700_000_000_000 + number,
  stream: 'stdout',
  level: 'info',
  text: `line ${number}`,
  ...change,
})

const showLog = (lines: readonly LogLine[]) => {
  const shown = showView(<LogPanel runId={41} />, { 'run.log': () => ok({ lines: [...lines], total: lines.length }) })
  act(() => takeRunSnapshot(sampleRun(Date.now())))
  return shown
}

const log = () => within(screen.getByRole('log', { name: 'Log lines' }))

test('the log of a past run is read from its files', async () => {
  const { bridge } = showLog([line(0), line(1)])
  expect(await screen.findByText('line 1')).toBeDefined()
  expect(bridge.asked('run.log')).toHaveLength(1)
})

test('lines that come live are shown, and a rewritten line replaces itself', async () => {
  showLog([])
  await screen.findByText('Nothing printed')
  act(() => appendLogLines(41, [line(0, { text: '10%' })], false))
  act(() => appendLogLines(41, [line(0, { text: '20%' }), line(1)], false))
  expect(await screen.findByText('20%')).toBeDefined()
  expect(log().queryByText('10%')).toBeNull()
})

test('a gap is filled by what the files say then, not by what they said before', async () => {
  const files: LogLine[] = []
  showView(<LogPanel runId={41} />, { 'run.log': () => ok({ lines: [...files], total: files.length }) })
  act(() => takeRunSnapshot(sampleRun(Date.now())))
  await screen.findByText('Nothing printed')
  files.push(line(0), line(1), line(2))
  act(() => appendLogLines(41, [line(2)], true))
  act(() => appendLogLines(41, [line(3)], false))
  expect(within(await screen.findByRole('log', { name: 'Log lines' })).getByText('line 2')).toBeDefined()
  expect(await log().findByText('line 0')).toBeDefined()
  expect(log().getByText('line 3')).toBeDefined()
})

test('a block and a level can be chosen, the search counts its hits', async () => {
  const { user } = showLog([line(0), line(1, { blockUuid: 'load_events', text: 'other line', level: 'error' })])
  await screen.findByText('line 0')
  await user.click(screen.getByRole('combobox', { name: 'Level' }))
  await user.click(screen.getByRole('option', { name: 'Errors' }))
  expect(log().queryByText('line 0')).toBeNull()
  await user.type(screen.getByRole('textbox', { name: 'Search the log' }), 'other')
  expect(screen.getByText('1 of 1')).toBeDefined()
})

test('one attempt of a block that was tried again can be chosen', async () => {
  const { user, bridge } = showLog([line(0, { text: 'first try' }), line(0, { text: 'second try', attempt: 2 })])
  const run = sampleRun(Date.now())
  const blockRuns = run.blockRuns.map((known) =>
    known.blockUuid === 'load_customers' ? { ...known, attempt: 2 } : known,
  )
  act(() => takeRunSnapshot({ ...run, seq: run.seq + 1, blockRuns }))
  await screen.findByText('first try')
  expect(screen.queryByRole('combobox', { name: 'Attempt' })).toBeNull()
  await user.click(screen.getByRole('combobox', { name: 'Block' }))
  await user.click(screen.getByRole('option', { name: 'load_customers' }))
  await user.click(screen.getByRole('combobox', { name: 'Attempt' }))
  await user.click(screen.getByRole('option', { name: 'Attempt 1' }))
  expect(log().getByText('first try')).toBeDefined()
  expect(log().queryByText('second try')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Show the log file' }))
  expect(bridge.asked('run.revealLog')).toMatchObject([{ blockUuid: 'load_customers', attempt: 1 }])
})

test('a line of a traceback leads into the code', async () => {
  showLog([line(0, { text: '  File "transformers/clean.py", line 14, in clean', level: 'error' })])
  expect(await screen.findByRole('button', { name: 'File "transformers/clean.py", line 14' })).toBeDefined()
})

test('copying takes the shown lines as text', async () => {
  const { user, bridge } = showLog([line(0, { text: '\u001b[31mred\u001b[0m line' })])
  await screen.findByText('red')
  await user.click(screen.getByRole('button', { name: 'Copy the shown lines' }))
  expect(bridge.asked('system.copyText').at(-1)?.text).toMatch(/load_customers red line$/)
})

test('without a run it says how to get lines', () => {
  showView(<LogPanel runId={null} />)
  expect(screen.getByText('No run yet')).toBeDefined()
})
