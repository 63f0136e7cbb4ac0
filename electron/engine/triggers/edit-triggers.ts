import { isDeepStrictEqual } from 'node:util'
import { isRawMap, type RawMap, textOf } from '#engine/pipelines/read-values.ts'
import { emitPair } from '#engine/pipelines/yaml-emit.ts'
import { patchYaml } from '#engine/pipelines/yaml-patch.ts'
import type { Trigger, TriggerWhen } from '#shared/model/trigger.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { mageTime, withPlainTimes } from './mage-time.ts'
import { extrasOf } from './trigger-extras.ts'

/** The texts of a pipeline's two files of triggers; null = there is none. */
export type TriggerTexts = { readonly triggers: string | null; readonly extras: string | null }

const scheduleOf = (when: TriggerWhen): Pick<RawMap, 'schedule_type' | 'schedule_interval'> => {
  switch (when.kind) {
    case 'cron':
      return { schedule_type: 'time', schedule_interval: when.expression }
    case 'once':
      return { schedule_type: 'time', schedule_interval: '@once' }
    case 'always':
      return { schedule_type: 'time', schedule_interval: '@always_on' }
    case 'api':
      return { schedule_type: 'api', schedule_interval: null }
    // Mage has none of these kinds. As an event without matchers it reads them, and never fires them by itself.
    case 'interval':
    case 'file':
    case 'pipeline':
    case 'event':
      return { schedule_type: 'event', schedule_interval: null }
  }
}

const settingsOf = (trigger: Trigger): RawMap => {
  const { overlap } = trigger
  const limit = overlap.kind === 'queue' ? 1 : overlap.kind === 'parallel' ? overlap.limit : null
  return {
    ...(overlap.kind === 'skip' ? { skip_if_previous_running: true } : {}),
    ...(limit === null ? {} : { pipeline_run_limit: limit }),
    ...(trigger.timeoutSeconds === null
      ? {}
      : { timeout: trigger.timeoutSeconds, timeout_status: trigger.timeoutState }),
    ...(trigger.createInitialRun ? { create_initial_pipeline_run: true } : {}),
  }
}
const ourSettings = [
  'skip_if_previous_running',
  'pipeline_run_limit',
  'timeout',
  'timeout_status',
  'create_initial_pipeline_run',
]

/** The keys of an entry that say what the trigger says. */
const keysOf = (trigger: Trigger): RawMap => ({
  description: trigger.description,
  name: trigger.name,
  ...scheduleOf(trigger.when),
  sla: trigger.slaSeconds,
  start_time: trigger.startTime === null ? null : mageTime(trigger.startTime),
  status: trigger.active ? 'active' : 'inactive',
  variables: structuredClone(trigger.variables),
})

const newEntry = (pipelineUuid: string, trigger: Trigger, now: number): RawMap => ({
  ...keysOf(trigger),
  envs: [],
  last_enabled_at: trigger.active ? mageTime(now) : null,
  pipeline_uuid: pipelineUuid,
  settings: settingsOf(trigger),
  token: null,
})

/** Changes what differs between two triggers; a value that means the same stays as it is written. */
const changeEntry = (entry: RawMap, { old, trigger, now }: { old: Trigger; trigger: Trigger; now: number }): void => {
  const before = keysOf(old)
  for (const [key, value] of Object.entries(keysOf(trigger)))
    if (!isDeepStrictEqual(before[key], value)) entry[key] = value
  if (trigger.active && (!old.active || !isDeepStrictEqual(old.when, trigger.when)))
    entry.last_enabled_at = mageTime(now)
  changeSettings(entry, settingsOf(old), settingsOf(trigger))
}

const changeSettings = (entry: RawMap, was: RawMap, is: RawMap): void => {
  if (isDeepStrictEqual(was, is)) return
  const settings: RawMap = isRawMap(entry.settings) ? entry.settings : {}
  entry.settings = settings
  for (const key of ourSettings) {
    if (is[key] !== undefined && !isDeepStrictEqual(was[key], is[key])) settings[key] = is[key]
    if (is[key] === undefined && was[key] !== undefined) delete settings[key]
  }
}

const listIn = (data: RawMap): unknown[] => {
  if (!Array.isArray(data.triggers)) data.triggers = []
  return data.triggers as unknown[]
}

const indexOf = (list: readonly unknown[], name: string): number =>
  list.findIndex((entry) => isRawMap(entry) && textOf(entry.name) === name)

const isBlank = (text: string | null): boolean => text === null || /^\s*$/.test(text)

/** Patches a text by its data; writes a new one where there is none. */
const patched = (text: string | null, change: (data: RawMap) => void): Result<string> => {
  if (text !== null && !isBlank(text)) {
    const result = patchYaml(text, change)
    return result.ok ? ok(withPlainTimes(result.value, text)) : result
  }
  const data: RawMap = {}
  change(data)
  const at = { indent: 0, style: { listIndent: 0 } }
  const lines = Object.keys(data).flatMap((key) => emitPair(key, data[key], at))
  return ok(withPlainTimes(`${lines.join('\n')}\n`, ''))
}

const patchExtras = (
  text: string | null,
  names: { old: string | null; name: string | null },
  entry: RawMap | null,
): Result<string | null> => {
  if (text === null && entry === null) return ok(null)
  return patched(text, (data) => {
    const all: RawMap = isRawMap(data.triggers) ? data.triggers : {}
    if (names.old !== null && names.old !== names.name) delete all[names.old]
    if (names.name !== null) setExtras(all, names.name, entry)
    if (Object.keys(all).length > 0 || isRawMap(data.triggers)) data.triggers = all
  })
}

const setExtras = (all: RawMap, name: string, entry: RawMap | null): void => {
  if (entry === null) delete all[name]
  else if (!isDeepStrictEqual(all[name], entry)) all[name] = entry
}

export type TriggerSave = {
  readonly pipelineUuid: string
  /** As the files say it now; null = it is new. */
  readonly old: Trigger | null
  readonly trigger: Trigger
  readonly now: number
}

/** The two texts with a trigger added or changed. */
export const saveTriggerText = (
  texts: TriggerTexts,
  { pipelineUuid, old, trigger, now }: TriggerSave,
): Result<TriggerTexts> => {
  const triggers = patched(texts.triggers, (data) => {
    const list = listIn(data)
    const entry = old === null ? undefined : list[indexOf(list, old.name)]
    if (old !== null && isRawMap(entry)) changeEntry(entry, { old, trigger, now })
    else list.push(newEntry(pipelineUuid, trigger, now))
  })
  if (!triggers.ok) return triggers
  const extras = patchExtras(texts.extras, { old: old?.name ?? null, name: trigger.name }, extrasOf(trigger))
  return extras.ok ? ok({ triggers: triggers.value, extras: extras.value }) : extras
}

/** The two texts without a trigger. */
export const deleteTriggerText = (texts: TriggerTexts, name: string): Result<TriggerTexts> => {
  if (texts.triggers === null) return fail('not-found', `There is no trigger "${name}" any more.`)
  const triggers = patched(texts.triggers, (data) => {
    const list = listIn(data)
    const index = indexOf(list, name)
    if (index >= 0) list.splice(index, 1)
  })
  if (!triggers.ok) return triggers
  const extras = patchExtras(texts.extras, { old: name, name: null }, null)
  return extras.ok ? ok({ triggers: triggers.value, extras: extras.value }) : extras
}
