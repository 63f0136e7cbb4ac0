import type { Occasion } from '#shared/model/notification.ts'
import type { Template } from './read-setup.ts'

/** What a message can name between braces; Mage's names. */
export type MessageFacts = {
  readonly pipeline_uuid: string
  readonly pipeline_schedule_id: string
  readonly pipeline_schedule_name: string
  readonly pipeline_schedule_description: string
  readonly execution_time: string
  /** Where the run can be looked at: its number, since no server shows it. */
  readonly pipeline_run_url: string
  readonly error: string
  readonly stacktrace: string
}

export type Message = { readonly title: string; readonly summary: string; readonly details: string }

const usual: Readonly<Record<Exclude<Occasion, 'alert'>, { readonly title: string; readonly summary: string }>> = {
  success: {
    title: '{pipeline_uuid} completed',
    summary: '{pipeline_uuid} completed, started by {pipeline_schedule_name} for {execution_time}.',
  },
  failure: {
    title: '{pipeline_uuid} failed',
    summary: '{pipeline_uuid} failed, started by {pipeline_schedule_name} for {execution_time}. {error}',
  },
  late: {
    title: '{pipeline_uuid} is late',
    summary: '{pipeline_uuid}, started by {pipeline_schedule_name} for {execution_time}, takes longer than it may.',
  },
}

/** Python's `str.format` with names only: `{name}`, `{{` and `}}`. A name nobody knows stays as it is: a message must go out. */
export const formatted = (template: string, facts: MessageFacts): string =>
  template.replaceAll(/\{\{|\}\}|\{(\w+)\}/g, (found, name: string | undefined) => {
    if (name === undefined) return found.charAt(0)
    return Object.hasOwn(facts, name) ? facts[name as keyof MessageFacts] : found
  })

/** Puts a message together from the user's template, with ours where a part is missing. */
export const messageOf = (
  occasion: Exclude<Occasion, 'alert'>,
  template: Template | undefined,
  facts: MessageFacts,
): Message => {
  const { title, summary } = usual[occasion]
  const ownSummary = template?.summary ?? summary
  return {
    title: formatted(template?.title ?? title, facts),
    summary: formatted(ownSummary, facts).trim(),
    details: formatted(template?.details ?? `${ownSummary}\n{pipeline_run_url}`, facts).trim(),
  }
}
