import { z } from 'zod'
import { isOfExperiment } from './said-kinds.ts'

const name = z.string().min(1).max(250)

/** What a block says of an experiment on its control channel (`resources/python/README.md`). */
export const saidSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('metric'),
    name,
    /** Null: no number. */
    value: z.number().nullable(),
    step: z.number().nullish(),
    time: z.number().optional(),
  }),
  z.object({ event: z.literal('param'), name, value: z.string() }),
  z.object({ event: z.literal('tag'), name, value: z.string() }),
  /** `path` is relative to the block run directory. */
  z.object({
    event: z.literal('artifact'),
    name: z.string().min(1).max(500),
    path: z.string().min(1).max(2000),
    /** Said by the helper; any other file of a block goes along only where something else is tracked. */
    tracked: z.boolean().default(false),
  }),
  /** A folder in MLflow's layout in the block run directory. */
  z.object({
    event: z.literal('model'),
    name: z.string().min(1).max(250),
    path: z.string().min(1).max(2000),
    /** The model it becomes a version of; what is registered lies with the project's models and is not kept twice. */
    registeredName: z.string().nullish(),
    metrics: z.record(z.string(), z.number().nullable()).default({}),
    params: z.record(z.string(), z.string()).default({}),
  }),
])
export type Said = z.infer<typeof saidSchema>
export type SaidModel = Extract<Said, { event: 'model' }>
export type SaidArtifact = Extract<Said, { event: 'artifact' }>

/** What a line says of an experiment; null for any other line. */
export const saidIn = (line: Readonly<Record<string, unknown>>): Said | null => {
  if (!isOfExperiment(line)) return null
  const parsed = saidSchema.safeParse(line)
  return parsed.success ? parsed.data : null
}
