import { join } from 'node:path'
import { type FileText, readFileText } from '#engine/pipelines/file-text.ts'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { Trigger } from '#shared/model/trigger.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { readCron } from '#shared/triggers/cron.ts'
import { isTimeZone } from '#shared/triggers/zone.ts'
import { deleteTriggerText, saveTriggerText, type TriggerTexts } from './edit-triggers.ts'
import { parseTriggers } from './read-triggers.ts'
import { extrasFilePath, triggersFilePath } from './trigger-files.ts'

type NoteOwnWrite = (absolutePath: string, etag: string | null) => void
export type WritePlace = {
  readonly project: OpenProject
  readonly pipelineUuid: string
  readonly noteOwnWrite: NoteOwnWrite
}

const textOf = (file: FileText): Result<string | null> => {
  if (file.kind === 'bad') return fail('unreadable-file', file.reason)
  return ok(file.kind === 'text' ? file.text : null)
}

type Current = { readonly texts: TriggerTexts; readonly triggers: readonly Trigger[] }

const currentOf = async ({ project, pipelineUuid }: WritePlace): Promise<Result<Current>> => {
  const pipeline = await project.pipeline(pipelineUuid)
  if (!pipeline.ok && pipeline.error.code === 'not-found') return pipeline
  const [triggersFile, extrasFile] = await Promise.all([
    readFileText(join(project.path, triggersFilePath(pipelineUuid))),
    readFileText(join(project.path, extrasFilePath(pipelineUuid))),
  ])
  const triggers = textOf(triggersFile)
  if (!triggers.ok) return triggers
  const extras = textOf(extrasFile)
  if (!extras.ok) return extras
  const read = parseTriggers(pipelineUuid, { triggers: triggersFile, extras: extrasFile })
  return ok({
    texts: { triggers: triggers.value, extras: extras.value },
    triggers: read.triggers.map(({ trigger }) => trigger),
  })
}

/** What differs is written, each file whole or not at all. `first` is the file that means nothing without the other. */
const write = async (
  place: WritePlace,
  { before, after }: { before: TriggerTexts; after: TriggerTexts },
  order: readonly (keyof TriggerTexts)[],
): Promise<Result<null>> => {
  const paths = { triggers: triggersFilePath(place.pipelineUuid), extras: extrasFilePath(place.pipelineUuid) }
  for (const key of order) {
    const text = after[key]
    if (text === null || text === before[key]) continue
    const options = { shownPath: paths[key], noteOwnWrite: place.noteOwnWrite }
    const written = await writeDurably(join(place.project.path, paths[key]), text, options)
    if (!written.ok) return written
  }
  return ok(null)
}

/** What cannot work, in words; null where it can. The form asks the same before. */
const refusalOf = ({ pipelineUuid }: WritePlace, { when, startTime, endTime }: Trigger): Result<never> | null => {
  if (startTime !== null && endTime !== null && endTime <= startTime)
    return fail('invalid-input', 'Expected an end after the start. Correct one of the two.')
  if (when.kind === 'pipeline' && when.pipelineUuid === pipelineUuid)
    return fail(
      'invalid-input',
      'A pipeline cannot wait for its own end: it would start itself for ever. Choose another.',
    )
  if (when.kind !== 'cron') return null
  const reading = readCron(when.expression)
  if (!reading.ok) return fail('invalid-input', reading.message)
  return isTimeZone(when.timeZone)
    ? null
    : fail('invalid-input', `Expected a time zone such as Europe/Berlin, but "${when.timeZone}" is none.`)
}

export type TriggerChange = { readonly previousName: string | null; readonly trigger: Trigger; readonly now: number }

/** Adds or changes a trigger in its files. */
export const saveTrigger = async (
  place: WritePlace,
  { previousName, trigger, now }: TriggerChange,
): Promise<Result<null>> => {
  const refusal = refusalOf(place, trigger)
  if (refusal !== null) return refusal
  const current = await currentOf(place)
  if (!current.ok) return current
  const { texts, triggers } = current.value
  const old = triggers.find(({ name }) => name === previousName) ?? null
  if (previousName !== null && old === null) return gone(previousName)
  if (trigger.name !== previousName && triggers.some(({ name }) => name === trigger.name))
    return fail('already-exists', `This pipeline has a trigger "${trigger.name}" already. Choose another name.`)
  const after = saveTriggerText(texts, { pipelineUuid: place.pipelineUuid, old, trigger, now })
  return after.ok ? write(place, { before: texts, after: after.value }, ['extras', 'triggers']) : after
}

/** Switches a trigger on or off. */
export const switchTrigger = async (
  place: WritePlace,
  change: { name: string; active: boolean; now: number },
): Promise<Result<null>> => {
  const current = await currentOf(place)
  if (!current.ok) return current
  const found = current.value.triggers.find(({ name }) => name === change.name)
  if (found === undefined) return gone(change.name)
  const trigger = { ...found, active: change.active }
  return saveTrigger(place, { previousName: change.name, trigger, now: change.now })
}

/** Removes a trigger from its files. */
export const deleteTrigger = async (place: WritePlace, name: string): Promise<Result<null>> => {
  const current = await currentOf(place)
  if (!current.ok) return current
  const { texts } = current.value
  const after = deleteTriggerText(texts, name)
  return after.ok ? write(place, { before: texts, after: after.value }, ['triggers', 'extras']) : after
}

const gone = (name: string) =>
  fail(
    'not-found',
    `There is no trigger "${name}" any more. It may have been renamed or deleted; look at the list again.`,
  )
