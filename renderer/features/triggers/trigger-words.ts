import type { Trigger, TriggerFire, TriggerWhen } from '#shared/model/trigger.ts'
import type { FireMark } from '#shared/triggers/fires.ts'
import { formatDuration } from '../../ui/format.ts'

const presets: Readonly<Record<string, string>> = {
  '@hourly': 'Every hour',
  '@daily': 'Every day at 00:00',
  '@weekly': 'Every Monday at 00:00',
  '@monthly': 'On the 1st of every month at 00:00',
}
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const isNumber = (text: string): boolean => /^\d+$/.test(text)

const hourlyWords = (minute: string): string | null => {
  if (minute === '*') return 'Every minute'
  const every = /^\*\/(\d+)$/.exec(minute)
  if (every !== null) return `Every ${every[1]} minutes`
  return isNumber(minute) ? `Every hour at minute ${minute}` : null
}

const dayWords = (day: string): string | null => {
  if (day === '*') return 'day'
  if (day === '1-5') return 'weekday'
  return /^[0-7]$/.test(day) ? (weekdays[Number(day)] ?? null) : null
}

/** The patterns people write most, in words; null for any other. */
const patternWords = (expression: string): string | null => {
  const [, minute = '', hour = '', weekday = ''] = /^(\S+) (\S+) \* \* (\S+)$/.exec(expression.trim()) ?? []
  if (hour === '*') return weekday === '*' ? hourlyWords(minute) : null
  const day = dayWords(weekday)
  if (day === null || !isNumber(minute) || !isNumber(hour)) return null
  return `Every ${day} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
}

const cronWords = (expression: string, timeZone: string): string => {
  const words = presets[expression] ?? patternWords(expression) ?? expression
  return `${words} · ${timeZone}`
}

/** What a trigger waits for, in words. */
export const whenWords = (when: TriggerWhen): string => {
  switch (when.kind) {
    case 'cron':
      return cronWords(when.expression, when.timeZone)
    case 'interval':
      return `Every ${formatDuration(when.seconds * 1000).replace('.00', '')}`
    case 'once':
      return 'Once'
    case 'always':
      return 'Always on: anew when the last run has ended'
    case 'file':
      return `When a file arrives · ${when.pattern}`
    case 'pipeline':
      return `After ${when.pipelineUuid} · ${when.states.join(', ')}`
    case 'api':
      return 'When called over HTTP'
    case 'event':
      return 'Event of Mage: fires by hand only'
  }
}

/** What the change of clocks does to a fire. */
export const markWords = {
  moved: 'This time does not exist on that day: clocks go forward. It fires as soon as they have.',
  'first-of-two': 'This time comes twice on that day: clocks go back. It fires the first time only.',
  both: 'This hour comes twice on that day: clocks go back. It fires in both.',
} as const satisfies Record<FireMark, string>

export const markLabels = {
  moved: 'moved',
  'first-of-two': 'first of two',
  both: 'hour comes twice',
} as const satisfies Record<FireMark, string>

/** How a trigger's last fire came out. */
export const fireWords = ({ state, runId, runState, late }: TriggerFire): string => {
  switch (state) {
    case 'started':
      return `Run ${runId ?? '?'} ${runState ?? 'deleted'}${late ? ', late' : ''}`
    case 'due':
      return 'Starting'
    case 'waiting':
      return 'Waiting'
    case 'skipped':
      return 'Skipped'
    case 'failed':
      return 'Could not start'
    case 'asked':
      return 'Missed'
  }
}

/** A trigger as the form begins with. */
export const newTrigger = (name: string, timeZone: string): Trigger => ({
  name,
  description: null,
  active: true,
  when: { kind: 'cron', expression: '0 6 * * *', timeZone },
  startTime: null,
  endTime: null,
  variables: {},
  missed: 'once',
  overlap: { kind: 'skip' },
  retries: 0,
  retryDelaySeconds: 60,
  timeoutSeconds: null,
  timeoutState: 'failed',
  slaSeconds: null,
  createInitialRun: false,
})

/** A name nobody has. */
export const freeName = (taken: readonly string[]): string => {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? 'New trigger' : `New trigger ${count}`
    if (!taken.includes(name)) return name
  }
}
