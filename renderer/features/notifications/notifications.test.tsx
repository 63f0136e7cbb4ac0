import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Delivery, NotificationSetup } from '#shared/model/notification.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { showView } from '../../testing/show-view.tsx'
import { deliveryText, occasionsText } from './notification-words.ts'
import { NotificationsDialog } from './notifications-dialog.tsx'

const setup: NotificationSetup = {
  occasions: ['failure', 'late', 'alert'],
  channels: [
    { kind: 'slack', target: 'hooks.example.com', file: 'metadata.yaml', problem: null },
    { kind: 'email', target: '', file: 'metadata.yaml', problem: 'to_emails is missing: a list of addresses.' },
  ],
  problems: [],
}

const delivery: Delivery = {
  id: 1,
  createdAt: Date.now(),
  channel: 'slack',
  target: 'hooks.example.com',
  occasion: 'failure',
  pipelineUuid: 'train',
  runId: 7,
  title: 'train failed',
  state: 'failed',
  attempts: 6,
  error: 'hooks.example.com answered 404',
  sentAt: null,
  nextAttemptAt: null,
}

const show = (changed: Answers = {}) =>
  showView(<NotificationsDialog pipelineUuid={null} />, {
    'notification.setup': () => ok(setup),
    'notification.deliveries': () => ok([delivery]),
    ...changed,
  })

test('each channel is tested on its own, with what it answered', async () => {
  const answers = [ok(null), fail('unsupported', 'hooks.example.com answered 404')] as const
  let asked = 0
  const { user, bridge } = show({ 'notification.test': () => answers[asked++] ?? ok(null) })
  expect(await screen.findByText(/^Told: failures, late runs and alerts of models\. Of runs only/)).toBeDefined()
  const buttons = screen.getAllByRole('button', { name: 'Send test' })
  expect(buttons[1]?.hasAttribute('disabled')).toBe(true)
  await user.click(buttons[0] as HTMLElement)
  expect(await screen.findByText('sent')).toBeDefined()
  await user.click(screen.getAllByRole('button', { name: 'Send test' })[0] as HTMLElement)
  expect((await screen.findByText('hooks.example.com answered 404')).getAttribute('role')).toBe('alert')
  expect(bridge.asked('notification.test')).toHaveLength(2)
})

test('what was told is listed with how it went', async () => {
  show()
  expect(await screen.findByRole('button', { name: 'train failed' })).toBeDefined()
  expect(screen.getByText('Given up after 6 attempts: hooks.example.com answered 404')).toBeDefined()
})

test('without a channel it shows how to set one up', async () => {
  show({ 'notification.setup': () => ok({ ...setup, channels: [] }) })
  expect(await screen.findByText(/slack_config/)).toBeDefined()
  expect(screen.getByRole('button', { name: 'Open metadata.yaml' })).toBeDefined()
})

test('words for what is told and how it went', () => {
  expect(occasionsText([])).toBe('nothing')
  expect(occasionsText(['failure', 'success', 'late'])).toBe('failures, successes and late runs')
  expect(deliveryText({ ...delivery, state: 'sent', attempts: 3 })).toBe('Sent at the 3. attempt')
  expect(deliveryText({ ...delivery, state: 'waiting', attempts: 1 })).toContain('Tried once')
})
