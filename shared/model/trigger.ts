import { z } from 'zod'
import { pipelineUuidSchema, runIdSchema } from './ids.ts'
import { jsonMapSchema } from './json.ts'
import { runStateSchema } from './run.ts'

/** What a trigger waits for. Times are milliseconds since the epoch. */
export const triggerWhenSchema = z.discriminatedUnion('kind', [
  /** A pattern of five fields or a preset (`@hourly`, `@daily`, `@weekly`, `@monthly`), on the clocks of a zone. */
  z.object({ kind: z.literal('cron'), expression: z.string().min(1).max(200), timeZone: z.string().min(1).max(64) }),
  z.object({ kind: z.literal('interval'), seconds: z.number().int().min(1).max(31_536_000) }),
  /** Once; then the trigger is switched off. */
  z.object({ kind: z.literal('once') }),
  /** Anew whenever no run of it goes on. */
  z.object({ kind: z.literal('always') }),
  z.object({
    kind: z.literal('file'),
    /** Project-relative or absolute, with `*`, `?` and `**`. */
    pattern: z.string().min(1).max(1000),
    /** Seconds a file must have kept its size and time. */
    settleSeconds: z.number().int().min(0).max(86_400),
    /** Folder a file is moved to before its run starts; null = it stays where it is. */
    moveTo: z.string().min(1).max(1000).nullable(),
  }),
  z.object({
    kind: z.literal('pipeline'),
    pipelineUuid: pipelineUuidSchema,
    states: z.array(z.enum(['completed', 'failed', 'cancelled', 'crashed'])).min(1),
  }),
  /** Called over HTTP, by Mage's URLs. */
  z.object({ kind: z.literal('api') }),
  /** Mage's event trigger: its matchers are in Mage's database, so that it is shown and kept, and fires by hand only. */
  z.object({ kind: z.literal('event') }),
])
export type TriggerWhen = z.infer<typeof triggerWhenSchema>

/** Fires that passed while no host was there to see them. */
export const missedPolicies = ['skip', 'once', 'all', 'ask'] as const
/** A fire while an earlier run of the trigger still goes on. `limit` null = any number at once. */
export const overlapSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('skip') }),
  z.object({ kind: z.literal('queue') }),
  z.object({ kind: z.literal('cancel-old') }),
  z.object({ kind: z.literal('parallel'), limit: z.number().int().min(1).max(1000).nullable() }),
])
export type Overlap = z.infer<typeof overlapSchema>

const seconds = z.number().min(1).max(31_536_000).nullable()

/** A trigger as its two files say: what a person writes. */
export const triggerSchema = z.object({
  /** Unique within its pipeline. */
  name: z.string().min(1).max(200),
  description: z.string().max(2000).nullable(),
  active: z.boolean(),
  when: triggerWhenSchema,
  startTime: z.number().nullable(),
  endTime: z.number().nullable(),
  variables: jsonMapSchema,
  missed: z.enum(missedPolicies),
  overlap: overlapSchema,
  /** Runs tried anew after a failed one, with the same execution date. */
  retries: z.number().int().min(0).max(100),
  retryDelaySeconds: z.number().int().min(0).max(86_400),
  timeoutSeconds: seconds,
  timeoutState: z.enum(['failed', 'cancelled']),
  /** A run that takes longer than this is marked late. */
  slaSeconds: seconds,
  /** Fires at once for the period that goes on when the trigger is switched on. */
  createInitialRun: z.boolean(),
})
export type Trigger = z.infer<typeof triggerSchema>

export const fireStates = ['due', 'waiting', 'started', 'skipped', 'asked', 'failed'] as const
/** One fire: claimed by one host, started once. */
export const triggerFireSchema = z.object({
  id: z.number().int(),
  pipelineUuid: z.string(),
  triggerName: z.string(),
  executionDate: z.number(),
  firedAt: z.number(),
  state: z.enum(fireStates),
  /** Why it was skipped, waits or could not start; for `asked`, what is asked. */
  reason: z.string().nullable(),
  attempt: z.number().int(),
  /** Its run, the newest where it was retried. */
  runId: runIdSchema.nullable(),
  runState: runStateSchema.nullable(),
  late: z.boolean(),
})
export type TriggerFire = z.infer<typeof triggerFireSchema>

export const fireMarkSchema = z.enum(['moved', 'first-of-two', 'both']).nullable()

/** What pages show: the trigger, where it stands, when it fires next. */
export const triggerStatusSchema = z.object({
  pipelineUuid: z.string(),
  trigger: triggerSchema,
  /** Line of its entry in `triggers.yaml`. */
  line: z.number().int().nullable(),
  /** False where Mage's `envs` leave this machine out; it never fires here. */
  inEnvironment: z.boolean(),
  next: z.array(z.object({ at: z.number(), mark: fireMarkSchema })),
  lastFire: triggerFireSchema.nullable(),
  /** Missed fires that wait for an answer. */
  asked: triggerFireSchema.nullable(),
  /** Of API triggers: where to post to. */
  api: z.object({ url: z.string(), token: z.string(), listening: z.boolean() }).nullable(),
})
export type TriggerStatus = z.infer<typeof triggerStatusSchema>
