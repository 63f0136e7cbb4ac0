import { isRawMap, numberOf, type RawMap, textOf, wordsFor } from '#engine/pipelines/read-values.ts'
import { missedPolicies, type Trigger, type TriggerWhen } from '#shared/model/trigger.ts'
import { isTimeZone } from '#shared/triggers/zone.ts'
import { mageTime, parseMageTime } from './mage-time.ts'

/** What is wrong with an entry, in words. */
export type Complain = (code: string, message: string, severity?: 'error' | 'warning') => void

/** What Mage has no key for: kept beside its file, by trigger name. */
export type TriggerExtras = Pick<Trigger, 'missed' | 'retries' | 'retryDelaySeconds' | 'endTime'> & {
  readonly timeZone: string
  readonly cancelOld: boolean
  /** Kinds Mage does not have; in its file they are events that it never fires. */
  readonly when: Extract<TriggerWhen, { kind: 'interval' | 'file' | 'pipeline' }> | null
}

export const noExtras: TriggerExtras = {
  timeZone: 'UTC',
  missed: 'once',
  retries: 0,
  retryDelaySeconds: 0,
  endTime: null,
  cancelOld: false,
  when: null,
}

const wholeNumber = (value: unknown, lowest: number): number | null => {
  const number = numberOf(value)
  return number !== null && Number.isInteger(number) && number >= lowest ? number : null
}

const endStates = ['completed', 'failed', 'cancelled', 'crashed'] as const

const fileWhen = (value: unknown): TriggerExtras['when'] => {
  const pattern = isRawMap(value) ? textOf(value.pattern) : null
  if (!isRawMap(value) || pattern === null || pattern === '') return null
  const settleSeconds = wholeNumber(value.settle ?? 5, 0)
  return settleSeconds === null ? null : { kind: 'file', pattern, settleSeconds, moveTo: textOf(value.move_to) }
}

const pipelineWhen = (value: unknown): TriggerExtras['when'] => {
  const pipelineUuid = isRawMap(value) ? textOf(value.pipeline) : null
  if (!isRawMap(value) || pipelineUuid === null) return null
  const given = Array.isArray(value.states) ? value.states : ['completed']
  const states = endStates.filter((state) => given.includes(state))
  return states.length === 0 ? null : { kind: 'pipeline', pipelineUuid, states }
}

const readWhen = (entry: RawMap, complain: Complain): TriggerExtras['when'] => {
  if (entry.interval !== undefined) {
    const seconds = wholeNumber(entry.interval, 1)
    if (seconds !== null) return { kind: 'interval', seconds }
    complain('bad-interval', `Expected whole seconds under "interval", but found ${wordsFor(entry.interval)}.`)
  }
  if (entry.file !== undefined) {
    const when = fileWhen(entry.file)
    if (when !== null) return when
    complain('bad-file-trigger', 'Expected "pattern" (and "settle", "move_to") under "file". Correct them.')
  }
  if (entry.after !== undefined) {
    const when = pipelineWhen(entry.after)
    if (when !== null) return when
    complain('bad-after', `Expected "pipeline" and "states" (of ${endStates.join(', ')}) under "after". Correct them.`)
  }
  return null
}

const knownKeys = new Set([
  'time_zone',
  'missed',
  'overlap',
  'retries',
  'retry_delay',
  'end_time',
  'interval',
  'file',
  'after',
])

/** Reads the extras of one trigger; what cannot be read counts as left out. */
export const readExtras = (entry: unknown, complain: Complain): TriggerExtras => {
  if (entry === undefined || entry === null) return noExtras
  if (!isRawMap(entry)) {
    complain('not-a-map', `Expected "key: value" lines, but found ${wordsFor(entry)}.`)
    return noExtras
  }
  for (const key of Object.keys(entry))
    if (!knownKeys.has(key))
      complain('unknown-key', `"${key}" means nothing here. Expected one of ${[...knownKeys].join(', ')}.`)
  const wanted = <Value>(key: string, read: (value: unknown) => Value | null, fallback: Value): Value => {
    if (entry[key] === undefined || entry[key] === null) return fallback
    const value = read(entry[key])
    if (value === null)
      complain(`bad-${key.replaceAll('_', '-')}`, `"${key}" cannot be ${wordsFor(entry[key])}. Correct it.`)
    return value ?? fallback
  }
  return {
    timeZone: wanted('time_zone', (value) => (typeof value === 'string' && isTimeZone(value) ? value : null), 'UTC'),
    missed: wanted('missed', (value) => missedPolicies.find((policy) => policy === value) ?? null, noExtras.missed),
    retries: wanted('retries', (value) => wholeNumber(value, 0), 0),
    retryDelaySeconds: wanted('retry_delay', (value) => wholeNumber(value, 0), 0),
    endTime: wanted<number | null>('end_time', (value) => parseMageTime(textOf(value) ?? ''), null),
    cancelOld: wanted('overlap', (value) => (value === 'cancel-old' ? true : null), false),
    when: readWhen(entry, complain),
  }
}

const whenExtras = (when: TriggerWhen): RawMap => {
  switch (when.kind) {
    case 'cron':
      return when.timeZone === 'UTC' ? {} : { time_zone: when.timeZone }
    case 'interval':
      return { interval: when.seconds }
    case 'file': {
      const moved = when.moveTo === null ? {} : { move_to: when.moveTo }
      return { file: { pattern: when.pattern, settle: when.settleSeconds, ...moved } }
    }
    case 'pipeline':
      return { after: { pipeline: when.pipelineUuid, states: [...when.states] } }
    case 'once':
    case 'always':
    case 'api':
    case 'event':
      return {}
  }
}

/** The extras of a trigger as they are written: only what differs from the defaults. Null where nothing does. */
export const extrasOf = (trigger: Trigger): RawMap | null => {
  const entry: RawMap = {
    ...whenExtras(trigger.when),
    ...(trigger.missed === noExtras.missed ? {} : { missed: trigger.missed }),
    ...(trigger.overlap.kind === 'cancel-old' ? { overlap: 'cancel-old' } : {}),
    ...(trigger.retries === 0 ? {} : { retries: trigger.retries }),
    ...(trigger.retryDelaySeconds === 0 ? {} : { retry_delay: trigger.retryDelaySeconds }),
    ...(trigger.endTime === null ? {} : { end_time: mageTime(trigger.endTime) }),
  }
  return Object.keys(entry).length === 0 ? null : entry
}
