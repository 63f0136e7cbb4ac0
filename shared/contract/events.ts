import { z } from 'zod'
import { debugSessionSchema } from '../model/debug.ts'
import { etagSchema, projectIdSchema } from '../model/ids.ts'
import { logLineSchema } from '../model/log.ts'
import { modelAlertSchema } from '../model/monitoring.ts'
import { runEventSchema } from '../model/run-event.ts'
import { settingsSchema } from '../model/settings.ts'

const project = z.object({ projectId: projectIdSchema })

/** Everything the window is told without asking: name -> payload. Facts in the past tense; they steer nothing. */
export const events = {
  /** Something of the folder changed: summaries, problems, trust, git. `pipelines` lists the ids whose graph must be read again. */
  'project.changed': project.extend({ pipelines: z.array(z.string()), blockFiles: z.boolean(), tree: z.boolean() }),
  /** A file changed on disk by somebody else's hand; etag null = deleted. Our own saves are not told. */
  'file.changed': project.extend({ path: z.string(), etag: etagSchema.nullable() }),
  'run.happened': project.extend({ runId: z.number().int(), seq: z.number().int(), event: runEventSchema }),
  /**
   * Lines in batches. `gap` = lines were left out because the window was slow; read them from the log. A line whose (block, attempt, line)
   * is known already replaces it: a progress bar rewriting itself.
   */
  'run.logged': project.extend({ runId: z.number().int(), lines: z.array(logLineSchema), gap: z.boolean() }),
  /** Another process (the terminal) changed the history. */
  'history.changed': project,
  /** A trigger fired: its run started, or it was skipped or waits. */
  'trigger.fired': project.extend({
    pipelineUuid: z.string(),
    triggerName: z.string(),
    runId: z.number().int().nullable(),
  }),
  /** Triggers, their states or their next fires are to be read again. */
  'trigger.changed': project,
  /** A run takes longer than its trigger says it may. Told once. */
  'trigger.late': project.extend({ pipelineUuid: z.string(), triggerName: z.string(), runId: z.number().int() }),
  /** A message was sent, or could not be. */
  'notification.changed': project,
  /** Backfills or the states of their dates are to be read again. */
  'backfill.changed': project,
  /** A sweep goes on, or ended. */
  'sweep.changed': project,
  /** A model, its versions, aliases or changes are to be read again. */
  'model.changed': project.extend({ name: z.string() }),
  /** What a model's endpoint does, or how well, is to be read again; while it is called once a second. */
  'endpoint.changed': project.extend({ modelName: z.string() }),
  /** Experiments or tracked runs changed; both lists empty: any of them may have. */
  'tracking.changed': project.extend({ experimentIds: z.array(z.string()), trackedRunIds: z.array(z.string()) }),
  /** What is recorded of a model's requests, its rules, alerts or retraining is to be read again. */
  'monitor.changed': project.extend({ modelName: z.string() }),
  /** A rule of a model rang, or is quiet again. */
  'model.alerted': project.extend({
    modelName: z.string(),
    state: z.enum(['opened', 'cleared']),
    alert: modelAlertSchema,
  }),
  'environment.changed': project,
  'environment.progressed': project.extend({
    operationId: z.string(),
    line: z.string(),
    state: z.enum(['running', 'completed', 'failed', 'cancelled']),
    message: z.string().nullable(),
  }),
  /** A terminal shows more. */
  'terminal.wrote': project.extend({ terminalId: z.string(), text: z.string() }),
  /** The program of a terminal ended, and nothing of it is left. */
  'terminal.ended': project.extend({ terminalId: z.string(), exitCode: z.number().int() }),
  'debug.changed': project.extend({ session: debugSessionSchema }),
  /** The block under the debugger printed something. */
  'debug.printed': project.extend({ text: z.string(), stream: z.enum(['stdout', 'stderr']) }),
  'settings.changed': z.object({ settings: settingsSchema }),
  /** The system's look changed or the user chose another theme. */
  'theme.changed': z.object({ theme: z.enum(['dark', 'light']) }),
  /** A menu item was chosen; `command` is an id of the renderer's command registry. */
  'menu.chosen': z.object({ command: z.string() }),
  /** The user wants to close this window while `activeRuns` run or text is unsaved. */
  'window.close-requested': z.object({ activeRuns: z.number().int() }),
  /** A folder that is no project by itself was asked for; `system.askedFolder` gives it. */
  'window.folder-asked': z.object({}),
  /** This window got another project (or none) to show. */
  'window.project-changed': z.object({ projectId: projectIdSchema.nullable() }),
} as const satisfies Record<string, z.ZodType>

export type Events = typeof events
export type EventName = keyof Events
export type EventPayload<Name extends EventName> = z.infer<Events[Name]>
