import { isRawMap, jsonMapOf, numberOf, type RawMap, textOf, wordsFor } from '#engine/pipelines/read-values.ts'
import type { Overlap, Trigger, TriggerWhen } from '#shared/model/trigger.ts'
import { readCron } from '#shared/triggers/cron.ts'
import { parseMageTime } from './mage-time.ts'
import type { Complain, TriggerExtras } from './trigger-extras.ts'

/** A trigger as its entry says, with what only Mage's file knows. */
export type ReadTrigger = {
  readonly trigger: Trigger
  readonly line: number | null
  /** Environments it is for (`ENV`); empty = all. */
  readonly envs: readonly string[]
  /** Written in the file; else the history has one. */
  readonly token: string | null
}

const requiredKeys = ['name', 'schedule_type', 'schedule_interval', 'start_time']
const knownKeys = new Set([
  ...requiredKeys,
  ...['pipeline_uuid', 'status', 'last_enabled_at', 'variables', 'sla', 'settings', 'envs'],
  ...['description', 'token', 'repo_path', 'global_data_product_uuid', 'id'],
])
const environments = ['dev', 'staging', 'prod', 'test', 'test_mage']

/** Whether Mage takes the entry at all: it skips others with only a printed trace, so they fire nowhere. */
const isTaken = (entry: RawMap, complain: Complain): boolean => {
  const missing = requiredKeys.filter((key) => !Object.hasOwn(entry, key))
  const unknown = Object.keys(entry).filter((key) => !knownKeys.has(key))
  if (missing.length > 0)
    complain(
      'trigger-key-missing',
      `Expected the keys ${requiredKeys.join(', ')}, but ${missing.join(' and ')} is missing. Add it (with null where it means nothing); until then neither Mage nor Pipewright fires this trigger.`,
    )
  if (unknown.length > 0)
    complain(
      'trigger-key-unknown',
      `Mage knows no key "${unknown.join('", "')}" and skips a trigger that has one. Delete it; settings of Pipewright's own belong into triggers.pipewright.yaml.`,
    )
  return missing.length === 0 && unknown.length === 0
}

const readSchedule = (entry: RawMap, extras: TriggerExtras, complain: Complain): TriggerWhen | null => {
  const interval = textOf(entry.schedule_interval)
  if (interval === '@once') return { kind: 'once' }
  if (interval === '@always_on') return { kind: 'always' }
  if (interval === null) {
    complain(
      'trigger-without-interval',
      'Expected a cron pattern or a preset such as @daily under "schedule_interval", but there is none.',
    )
    return null
  }
  const reading = readCron(interval)
  if (reading.ok) return { kind: 'cron', expression: interval, timeZone: extras.timeZone }
  complain('trigger-interval', reading.message)
  return null
}

const readWhen = (entry: RawMap, extras: TriggerExtras, complain: Complain): TriggerWhen | null => {
  switch (entry.schedule_type) {
    case 'time':
    case null:
      return readSchedule(entry, extras, complain)
    case 'api':
      return { kind: 'api' }
    case 'event':
      return extras.when ?? { kind: 'event' }
    default:
      complain(
        'trigger-type',
        `Expected time, event or api under "schedule_type", but found ${wordsFor(entry.schedule_type)}.`,
      )
      return null
  }
}

/** `queue` is a limit of one run: what is over it waits, in Mage too. */
const readOverlap = (settings: RawMap, extras: TriggerExtras): Overlap => {
  if (extras.cancelOld) return { kind: 'cancel-old' }
  if (settings.skip_if_previous_running === true) return { kind: 'skip' }
  const limit = numberOf(settings.pipeline_run_limit)
  if (limit === 1) return { kind: 'queue' }
  return { kind: 'parallel', limit: limit !== null && limit > 1 ? Math.floor(limit) : null }
}

const positive = (value: unknown): number | null => {
  const number = numberOf(value)
  return number !== null && number >= 1 ? number : null
}

const readTime = (value: unknown, key: string, complain: Complain): number | null => {
  if (value === null || value === undefined) return null
  const at = parseMageTime(textOf(value) ?? '')
  if (at === null)
    complain(
      `trigger-${key.replaceAll('_', '-')}`,
      `Expected a time such as 2026-01-31 06:00:00 under "${key}", but found ${wordsFor(value)}.`,
    )
  return at
}

const readEnvs = (entry: RawMap, complain: Complain): string[] | null => {
  const { envs } = entry
  if (envs === null || envs === undefined) return []
  const names = Array.isArray(envs) ? envs : null
  if (names?.every((name) => environments.includes(name))) return names
  complain(
    'trigger-envs',
    `Expected a list of ${environments.join(', ')} under "envs", but found ${wordsFor(envs)}. Mage skips this trigger.`,
  )
  return null
}

const warnOfLandingTime = (settings: RawMap, complain: Complain): void => {
  if (settings.landing_time_enabled === true)
    complain(
      'trigger-landing-time',
      'Pipewright starts this trigger at its time; it does not start earlier by the mean duration as "landing_time_enabled" asks of Mage.',
      'warning',
    )
}

const settingsOf = (entry: RawMap): RawMap => (isRawMap(entry.settings) ? entry.settings : {})

/** Reads one entry of `triggers.yaml`; null where Mage would not take it or it can never fire. */
export const readTriggerEntry = (
  entry: RawMap,
  extras: TriggerExtras,
  complain: Complain,
): Omit<ReadTrigger, 'line'> | null => {
  const name = textOf(entry.name)
  if (!isTaken(entry, complain)) return null
  if (name === null || name === '') {
    complain('trigger-without-name', 'Expected the name of the trigger under "name". Triggers are known by it.')
    return null
  }
  const when = readWhen(entry, extras, complain)
  const envs = readEnvs(entry, complain)
  if (when === null || envs === null) return null
  const settings = settingsOf(entry)
  warnOfLandingTime(settings, complain)
  const trigger: Trigger = {
    name,
    description: textOf(entry.description),
    active: entry.status === 'active',
    when,
    startTime: readTime(entry.start_time, 'start_time', complain),
    endTime: extras.endTime,
    variables: isRawMap(entry.variables) ? jsonMapOf(entry.variables) : {},
    missed: extras.missed,
    overlap: readOverlap(settings, extras),
    retries: extras.retries,
    retryDelaySeconds: extras.retryDelaySeconds,
    timeoutSeconds: positive(settings.timeout),
    timeoutState: settings.timeout_status === 'cancelled' ? 'cancelled' : 'failed',
    slaSeconds: positive(entry.sla),
    createInitialRun: settings.create_initial_pipeline_run === true,
  }
  return { trigger, envs, token: textOf(entry.token) }
}
