import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { backfillDates } from '#shared/backfills/backfill-dates.ts'
import type { Backfill } from '#shared/model/backfill.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { showApp } from '../../testing/show-app.tsx'
import { rangeWords, utcTime } from './backfill-words.ts'

const day = 86_400_000
const from = Date.UTC(2026, 0, 1)
const sample: Backfill = {
  id: 3,
  pipelineUuid: 'train_churn_model',
  name: 'January again',
  range: { from, to: from + 3 * day, unit: 'day', every: 1 },
  parallel: 2,
  variables: {},
  createdAt: from,
  state: 'failed',
  total: 4,
  completed: 3,
  failed: 1,
  running: 0,
}

const openBackfills = async (changed: Answers = {}) => {
  const shown = showApp({
    'backfill.list': () => ok([sample]),
    'backfill.preview': (range) => {
      const dates = backfillDates(range)
      return dates === null ? fail('invalid-input', 'Too many dates.') : ok({ total: dates.length, dates })
    },
    ...changed,
  })
  await shown.user.click(await screen.findByRole('tab', { name: /^Triggers/ }))
  return shown
}

test('a backfill shows how far it is and runs what is left', async () => {
  const { user, bridge } = await openBackfills({ 'backfill.change': () => ok(null) })
  expect(await screen.findByText(/3 of 4 dates completed, 1 did not · 2026-01-01 to 2026-01-04/)).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Run what is left' }))
  expect(bridge.asked('backfill.change')).toMatchObject([{ backfillId: 3, action: 'retry' }])
})

test('its dates are shown with their runs and reasons', async () => {
  const dates = [
    { executionDate: from, until: from + day, state: 'completed', reason: null, attempt: 1, runId: 7 },
    {
      executionDate: from + day,
      until: from + 2 * day,
      state: 'not-started',
      reason: 'No room.',
      attempt: 0,
      runId: null,
    },
  ] as const
  const { user } = await openBackfills({ 'backfill.get': () => ok({ backfill: sample, dates: [...dates] }) })
  await user.click(await screen.findByRole('button', { name: 'Show the dates' }))
  expect(await screen.findByRole('button', { name: /2026-01-01 00:00 · Completed · run 7/ })).toBeDefined()
  expect(screen.getByText('No room.')).toBeDefined()
})

test('a new one is made for the range that is typed, in UTC', async () => {
  const { user, bridge } = await openBackfills({ 'backfill.create': () => ok({ backfillId: 4 }) })
  await user.click(await screen.findByRole('button', { name: 'New backfill…' }))
  expect(await screen.findByText('7 runs, one for each date:')).toBeDefined()
  await user.type(screen.getByRole('textbox', { name: 'Variables' }), '[[1')
  expect(screen.getByRole('button', { name: 'Start backfill' }).hasAttribute('disabled')).toBe(true)
  await user.clear(screen.getByRole('textbox', { name: 'Variables' }))
  await user.click(screen.getByRole('button', { name: 'Start backfill' }))
  await waitFor(() => expect(bridge.asked('backfill.create')).toHaveLength(1))
  const { range } = bridge.asked('backfill.create')[0]?.backfill ?? {}
  expect(range).toMatchObject({ unit: 'day', every: 1 })
  expect(((range?.to ?? 0) - (range?.from ?? 0)) / day).toBe(6)
  expect((range?.from ?? 1) % day).toBe(0)
})

test('ranges are said short where all are whole days', () => {
  expect(rangeWords(sample.range)).toBe('2026-01-01 to 2026-01-04, every day, UTC')
  expect(rangeWords({ from, to: from + day / 2, unit: 'hour', every: 6 })).toBe(
    '2026-01-01 00:00 to 2026-01-01 12:00, every 6 hours, UTC',
  )
  expect(utcTime('')).toBeNull()
})
