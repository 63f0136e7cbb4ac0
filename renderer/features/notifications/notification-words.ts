import type { ChannelKind, Delivery, Occasion } from '#shared/model/notification.ts'

export const channelNames: Readonly<Record<ChannelKind, string>> = {
  email: 'Mail',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  discord: 'Discord',
  telegram: 'Telegram',
  'google-chat': 'Google Chat',
  opsgenie: 'Opsgenie',
  webhook: 'Webhook',
}

export const occasionNames: Readonly<Record<Occasion | 'test', string>> = {
  failure: 'failures',
  success: 'successes',
  late: 'late runs',
  alert: 'alerts of models',
  test: 'tests',
}

/** What is told, as the end of a sentence: `failures and late runs`. */
export const occasionsText = (occasions: readonly Occasion[]): string => {
  const names = occasions.map((occasion) => occasionNames[occasion])
  if (names.length < 2) return names[0] ?? 'nothing'
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** How a message stands: `Sent`, `Tried 2 times: …`, `Given up: …`. */
export const deliveryText = ({ state, attempts, error }: Delivery): string => {
  if (state === 'sent') return attempts === 1 ? 'Sent' : `Sent at the ${attempts}. attempt`
  if (state === 'failed') return `Given up after ${attempts} attempts: ${error ?? 'no answer'}`
  return error === null ? 'Being sent' : `Tried ${attempts === 1 ? 'once' : `${attempts} times`}: ${error}`
}

/** For who has set nothing up yet; the address comes from the environment, so that it is not in a file under git. */
export const setupExample = `notification_config:
  alert_on: [trigger_failure, trigger_passed_sla]
  slack_config:
    webhook_url: "{{ env_var('SLACK_WEBHOOK_URL') }}"
`
