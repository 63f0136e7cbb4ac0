import { isRawMap, numberOf, type RawMap, textOf } from '#engine/pipelines/read-values.ts'
import type { ChannelKind } from '#shared/model/notification.ts'
import type { Message } from './message.ts'
import type { SetUpChannel } from './read-setup.ts'

/** A POST of JSON. */
export type WebCall = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What a mail server needs to know. */
export type MailSetup = {
  readonly host: string
  readonly port: number
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | null
  readonly password: string | null
  readonly isTls: boolean
  readonly wantsStartTls: boolean
}

/** Texts longer than the services take are cut: Slack's headers have 150 characters, Discord's messages 2,000. */
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

const escapedHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What each service takes; the same words Mage sends there. */
const bodies: Readonly<Record<Exclude<ChannelKind, 'email' | 'opsgenie'>, (message: Message) => unknown>> = {
  slack: ({ title, details }) => ({
    text: title,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, 150) } },
      { type: 'divider' },
      { type: 'section', text: { type: 'mrkdwn', text: cut(details, 3000) } },
    ],
  }),
  teams: ({ title, summary }) => ({
    summary: title,
    sections: [{ activityTitle: title, activitySubtitle: summary }],
  }),
  discord: ({ title, summary }) => ({ content: cut(`**${title}**\n${summary}`, 2000) }),
  telegram: ({ title, summary }) => ({
    text: cut(`<b>${escapedHtml(title)}</b>\n\n${escapedHtml(summary)}`, 4096),
    parse_mode: 'HTML',
  }),
  'google-chat': ({ title, summary }) => ({ text: cut(`*${title}*\n${summary}`, 4096) }),
  webhook: ({ title, summary, details }) => ({ title, summary, details }),
}

const urlsOf = ({ webhook_url: value, url }: RawMap): string[] => {
  const given = value ?? url
  const list = Array.isArray(given) ? given : [given]
  return list.flatMap((item) => textOf(item)?.trim() ?? []).filter((text) => text !== '' && text !== 'None')
}

const headersOf = ({ headers }: RawMap): Record<string, string> =>
  isRawMap(headers)
    ? Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => [[name, textOf(value) ?? '']]))
    : {}

const opsgenieCall = (config: RawMap, { title, details }: Message): WebCall => ({
  url: urlsOf(config)[0] ?? '',
  headers: { authorization: `GenieKey ${textOf(config.api_key) ?? ''}` },
  body: {
    message: cut(title, 130),
    description: details,
    priority: textOf(config.priority) ?? 'P3',
    responders: config.responders,
    tags: config.tags,
    details: config.details,
  },
})

/** The calls that carry a message to a channel; Teams may have several addresses. */
export const webCalls = ({ kind, config }: SetUpChannel, message: Message): WebCall[] => {
  if (kind === 'email') return []
  if (kind === 'opsgenie') return [opsgenieCall(config, message)]
  return urlsOf(config).map((url) => ({ url, headers: headersOf(config), body: bodies[kind](message) }))
}

const isOn = (value: unknown): boolean => value === true || value === 'true'

/** Mage's `email_config`: port 587 and STARTTLS unless it says otherwise. */
export const mailSetup = (config: RawMap): MailSetup => ({
  host: textOf(config.smtp_host) ?? '',
  port: numberOf(config.smtp_port) ?? 587,
  from: textOf(config.smtp_mail_from) ?? '',
  to: (Array.isArray(config.to_emails) ? config.to_emails : [config.to_emails]).flatMap((to) => textOf(to) ?? []),
  user: textOf(config.smtp_user),
  password: textOf(config.smtp_password),
  isTls: isOn(config.smtp_ssl),
  wantsStartTls: config.smtp_starttls !== false,
})

const hostOf = (url: string): string | null => {
  try {
    const { protocol, host } = new URL(url)
    return protocol === 'https:' || protocol === 'http:' ? host : null
  } catch {
    return null
  }
}

/** Whom a channel reaches, without the secret part of its address. */
export const targetOf = ({ kind, config }: SetUpChannel): string => {
  if (kind === 'email') return mailSetup(config).to.join(', ')
  return urlsOf(config)
    .map((url) => hostOf(url) ?? 'no address')
    .join(', ')
}

const mailProblem = (config: RawMap): string | null => {
  const { host, from, to } = mailSetup(config)
  if (host === '') return 'smtp_host is missing: the name of the mail server.'
  if (from === '') return 'smtp_mail_from is missing: the address the mail comes from.'
  return to.length === 0 ? 'to_emails is missing: a list of addresses.' : null
}

/** Why nothing can be sent to a channel; null where it can be tried. */
export const channelProblem = ({ kind, config, problem }: SetUpChannel): string | null => {
  if (problem !== null) return problem
  if (kind === 'email') return mailProblem(config)
  const name = kind === 'opsgenie' ? 'url' : 'webhook_url'
  const urls = urlsOf(config)
  if (urls.length === 0) return `${name} is missing: the address the service gave you.`
  const isWrong = urls.some((url) => hostOf(url) === null)
  return isWrong ? `${name} expects an address that begins with https://.` : null
}
