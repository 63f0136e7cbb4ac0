import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Json, type JsonMap, jsonMapSchema, jsonSchema } from '#shared/model/json.ts'
import type { RunState } from '#shared/model/run.ts'
import type { StartOther } from './run-services.ts'
import { writeWhole } from './write-whole.ts'

const triggerSchema = z.object({
  event: z.literal('trigger'),
  request: z.string().regex(/^[0-9a-f]{1,64}$/),
  pipelineUuid: z.string(),
  variables: jsonMapSchema.catch({}),
})
const variableSchema = z.object({
  event: z.literal('variable'),
  pipelineUuid: z.string(),
  name: z.string(),
  /** Left out where the block deleted the variable. */
  value: jsonSchema.optional(),
})

export type BlockRequestPlace = {
  /** The block run directory: answers are files in it. */
  readonly directory: string
  readonly pipeline: { readonly uuid: string }
  readonly startOther: StartOther
  /** A block set or deleted a variable of its pipeline: blocks that start later find that. */
  setVariable(name: string, value: Json | undefined): void
  onDefect(error: unknown): void
}

/** Mage's words for the state of a run. */
const stateWords = {
  queued: 'running',
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  crashed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<RunState, string>

/** The block reads it whole or not at all. */
const writeAnswer = async (directory: string, request: string, answer: JsonMap): Promise<void> => {
  const folder = join(directory, 'triggers')
  await mkdir(folder, { recursive: true })
  await writeWhole(join(folder, `${request}.json`), JSON.stringify(answer))
}

const startRun = async (place: BlockRequestPlace, asked: z.infer<typeof triggerSchema>): Promise<void> => {
  const { directory } = place
  const started = await place.startOther(asked.pipelineUuid, asked.variables)
  if (!started.ok) {
    await writeAnswer(directory, asked.request, { runId: null, state: 'failed', error: started.error.message })
    return
  }
  const { runId, done } = started.value
  await writeAnswer(directory, asked.request, { runId, state: 'running' })
  const run = await done
  await writeAnswer(directory, asked.request, { runId, state: stateWords[run.state] })
}

/** Does what a block asks for on its control channel: `trigger_pipeline`, `set_global_variable`, `delete_global_variable`. Anything else is no request. */
export const answerBlock = (place: BlockRequestPlace, record: Record<string, unknown>): void => {
  const trigger = triggerSchema.safeParse(record)
  if (trigger.success) void startRun(place, trigger.data).catch(place.onDefect)
  const variable = variableSchema.safeParse(record)
  if (variable.success && variable.data.pipelineUuid === place.pipeline.uuid)
    place.setVariable(variable.data.name, variable.data.value)
}
