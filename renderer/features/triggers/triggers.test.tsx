import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { TriggerFire } from '#shared/model/trigger.ts'
import { fail, ok } from '#shared/result.ts'
import { variablesOf } from '../../commands/variables-text.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { sampleTrigger } from '../../testing/sample-triggers.ts'
import { showApp } from '../../testing/show-app.tsx'
import { localInput, localTime } from './form-values.ts'
import { whenWords } from './trigger-words.ts'

const openTriggers = async (changed: Answers = {}) => {
  const shown = showApp(changed)
  await shown.user.click(await screen.findByRole('tab', { name: /^Triggers/ }))
  return shown
}

test('the list shows what a trigger waits for and when it fires next', async () => {
  await openTriggers()
  expect(await screen.findByText('Every day at 03:00 · UTC')).toBeDefined()
  expect(screen.getByRole('switch', { name: 'daily_retrain is on' }).getAttribute('aria-checked')).toBe('true')
})

test('a trigger is switched off in the list', async () => {
  const { user, bridge } = await openTriggers()
  await user.click(await screen.findByRole('switch', { name: 'daily_retrain is on' }))
  await waitFor(() => expect(screen.getByText('Off')).toBeDefined())
  expect(bridge.asked('trigger.switch')).toMatchObject([{ name: 'daily_retrain', active: false }])
})

test('a new trigger shows its next ten fires while its pattern is typed, and is saved', async () => {
  const { user, bridge } = await openTriggers()
  await user.click(await screen.findByRole('button', { name: 'New trigger' }))
  const name = screen.getByRole('textbox', { name: 'Name' })
  await user.clear(name)
  await user.type(name, 'hourly')
  const pattern = screen.getByRole('textbox', { name: 'Pattern' })
  await user.clear(pattern)
  await user.type(pattern, '15 * * *')
  expect(screen.getByRole('alert').textContent).toContain('five fields')
  expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true)
  await user.type(pattern, ' *')
  const preview = within(screen.getByRole('region', { name: 'Next fires' }))
  expect(preview.getAllByRole('row')).toHaveLength(11)
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('button', { name: 'hourly' })).toBeDefined()
  expect(bridge.asked('trigger.save').at(-1)).toMatchObject({
    previousName: null,
    trigger: { name: 'hourly', when: { kind: 'cron', expression: '15 * * * *' } },
  })
})

test('the preview marks what a change of clocks does', async () => {
  const when = { kind: 'cron', expression: '30 2 * * *', timeZone: 'Europe/Berlin' } as const
  // The days before the clocks go forward, seen from any day.
  const startTime = Date.UTC(2031, 2, 28)
  const { user } = await openTriggers({
    'trigger.list': () =>
      ok({
        triggers: [
          {
            pipelineUuid: 'train_churn_model',
            trigger: { ...sampleTrigger, when, startTime },
            ...{ line: 1, inEnvironment: true, next: [], lastFire: null, asked: null, api: null },
          },
        ],
        isPaused: false,
      }),
  })
  await user.click(await screen.findByRole('button', { name: 'Edit daily_retrain' }))
  const preview = within(screen.getByRole('region', { name: 'Next fires' }))
  expect(preview.getByText('moved')).toBeDefined()
  // Local time and UTC may be the same.
  expect(preview.getAllByText('2031-03-30 01:00').length).toBeGreaterThan(0)
})

test('a trigger is deleted after one more question', async () => {
  const { user, bridge } = await openTriggers()
  await user.click(await screen.findByRole('button', { name: 'Edit daily_retrain' }))
  await user.click(screen.getByRole('button', { name: 'Delete' }))
  expect(bridge.asked('trigger.delete')).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Delete trigger' }))
  expect(await screen.findByText('No triggers yet')).toBeDefined()
})

test('missed fires ask what to do', async () => {
  const asked: TriggerFire = {
    ...{ id: 7, pipelineUuid: 'train_churn_model', triggerName: 'daily_retrain', executionDate: 1, firedAt: 1 },
    ...{ reason: '16 fires were missed.', attempt: 0, runId: null, runState: null, late: false },
    state: 'asked',
  }
  const status = { pipelineUuid: 'train_churn_model', trigger: sampleTrigger, line: 1, inEnvironment: true, next: [] }
  const { user, bridge } = await openTriggers({
    'trigger.list': () => ok({ triggers: [{ ...status, lastFire: asked, asked, api: null }], isPaused: false }),
  })
  await user.click(await screen.findByRole('button', { name: 'Run all' }))
  expect(bridge.asked('trigger.answer')).toMatchObject([{ fireId: 7, answer: 'all' }])
})

test('a trigger that cannot fire says why', async () => {
  const { user } = await openTriggers()
  await user.click(await screen.findByRole('button', { name: 'Run once: daily_retrain' }))
  expect(await screen.findByText(/run 40 was still going on/)).toBeDefined()
})

test('triggers that cannot be read say so', async () => {
  await openTriggers({ 'trigger.list': () => fail('unreadable-file', 'The history is damaged.') })
  expect(await screen.findByText('The triggers could not be read')).toBeDefined()
})

test('all triggers are paused from their page, which the status bar opens', async () => {
  const { user } = showApp()
  await user.click(await screen.findByRole('button', { name: /^Next: daily_retrain in / }))
  await user.click(await screen.findByRole('button', { name: 'Pause all' }))
  expect(await screen.findByRole('button', { name: 'Triggers paused' })).toBeDefined()
  expect(screen.getByText(/train_churn_model · Every day/)).toBeDefined()
})

test('times and variables come back as they were given', () => {
  const at = new Date(2026, 10, 24, 9, 30).getTime()
  expect(localTime(localInput(at))).toBe(at)
  expect(localTime('')).toBeNull()
  expect(variablesOf('')).toEqual({})
  expect(variablesOf('{"a": 1}')).toEqual({ a: 1 })
  expect(variablesOf('[1]')).toBeNull()
  expect(variablesOf('{')).toBeNull()
})

test('common patterns are put into words', () => {
  const words = (expression: string) => whenWords({ kind: 'cron', expression, timeZone: 'UTC' })
  expect(words('*/15 * * * *')).toBe('Every 15 minutes · UTC')
  expect(words('30 6 * * 1-5')).toBe('Every weekday at 06:30 · UTC')
  expect(words('0 6 * * 7')).toBe('Every Sunday at 06:00 · UTC')
  expect(words('0 6 1 * *')).toBe('0 6 1 * * · UTC')
  expect(whenWords({ kind: 'interval', seconds: 90 })).toBe('Every 1 min 30 s')
})
