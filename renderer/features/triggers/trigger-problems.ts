import type { Trigger } from '#shared/model/trigger.ts'
import { readCron } from '#shared/triggers/cron.ts'
import { isTimeZone } from '#shared/triggers/zone.ts'

/** What is wrong with each field of the form; absent where nothing is. */
export type TriggerProblems = Partial<
  Record<'name' | 'expression' | 'timeZone' | 'interval' | 'pattern' | 'pipeline' | 'end', string>
>

const cronProblems = (expression: string, timeZone: string): TriggerProblems => {
  const reading = readCron(expression)
  const zone = isTimeZone(timeZone) ? {} : { timeZone: 'Choose a zone such as Europe/Berlin or UTC.' }
  return { ...(reading.ok ? {} : { expression: reading.message }), ...zone }
}

const afterProblems = (awaited: string, own: string): TriggerProblems => {
  if (awaited === '') return { pipeline: 'Choose the pipeline to wait for.' }
  return awaited === own ? { pipeline: 'A pipeline cannot wait for its own end.' } : {}
}

const whenProblems = ({ when }: Trigger, pipelineUuid: string): TriggerProblems => {
  switch (when.kind) {
    case 'cron':
      return cronProblems(when.expression, when.timeZone)
    case 'interval':
      return when.seconds >= 1 && Number.isInteger(when.seconds) ? {} : { interval: 'Give whole seconds, at least 1.' }
    case 'file':
      return when.pattern.trim() === '' ? { pattern: 'Give a pattern such as inbox/*.csv.' } : {}
    case 'pipeline':
      return afterProblems(when.pipelineUuid, pipelineUuid)
    case 'once':
    case 'always':
    case 'api':
    case 'event':
      return {}
  }
}

/** Checks a trigger as the engine will. */
export const problemsOf = (
  trigger: Trigger,
  facts: { pipelineUuid: string; taken: readonly string[] },
): TriggerProblems => {
  const problems = whenProblems(trigger, facts.pipelineUuid)
  if (trigger.name.trim() === '') problems.name = 'Give it a name.'
  else if (facts.taken.includes(trigger.name)) problems.name = 'Another trigger of this pipeline has this name.'
  if (trigger.startTime !== null && trigger.endTime !== null && trigger.endTime <= trigger.startTime)
    problems.end = 'The end must be after the start.'
  return problems
}
