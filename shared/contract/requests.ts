import { z } from 'zod'
import { blockFileSchema, blockTemplateSchema } from '../model/block.ts'
import { environmentSchema, interpreterSchema } from '../model/environment.ts'
import {
  blockUuidSchema,
  etagSchema,
  pipelineUuidSchema,
  projectFilePathSchema,
  projectIdSchema,
  runIdSchema,
} from '../model/ids.ts'
import { jsonMapSchema } from '../model/json.ts'
import { logLevelSchema, logLineSchema } from '../model/log.ts'
import { previewSchema, tablePageSchema } from '../model/output.ts'
import { pipelineEditSchema, pipelineSchema } from '../model/pipeline.ts'
import {
  fileEntrySchema,
  folderInspectionSchema,
  projectSchema,
  projectTemplateSchema,
  recentProjectSchema,
} from '../model/project.ts'
import { blockDecisionSchema, runSchema, runScopeSchema, runStateSchema, runSummarySchema } from '../model/run.ts'
import { arrangementSchema, settingsChangeSchema, settingsSchema } from '../model/settings.ts'
import { triggerSchema, triggerStatusSchema } from '../model/trigger.ts'
import { usageSchema } from '../model/usage.ts'

const nothing = z.null()
const project = z.object({ projectId: projectIdSchema })
const pipeline = project.extend({ pipelineUuid: pipelineUuidSchema })
const file = project.extend({ path: projectFilePathSchema })
const run = project.extend({ runId: runIdSchema })
const blockRun = run.extend({ blockUuid: blockUuidSchema, attempt: z.number().int().positive().nullable() })
const trigger = pipeline.extend({ name: z.string().min(1).max(200) })
/** Absolute; only from a native dialog, a drop, an argument or the list of recent projects. */
const chosenPath = z.string().min(1).max(4096)

const textFile = z.object({
  path: z.string(),
  text: z.string(),
  etag: etagSchema,
  /** False for files that are not UTF-8 text or too big for the editor; `text` is then empty. */
  editable: z.boolean(),
  /** Why not, in words. */
  message: z.string().nullable(),
})

/**
 * Everything the window can ask for: name -> what goes in and what comes out. Inputs carry ids, never absolute paths, except what a
 * native dialog returned. Every answer is a `Result`.
 */
export const requests = {
  'system.start': {
    input: z.object({}),
    output: z.object({
      version: z.string(),
      platform: z.enum(['linux', 'darwin', 'win32']),
      /** The project this window shows; null on the welcome page. */
      projectId: projectIdSchema.nullable(),
      recentProjects: z.array(recentProjectSchema),
      examples: z.array(projectTemplateSchema),
      templates: z.array(projectTemplateSchema),
      settings: settingsSchema,
      homeFolder: z.string(),
    }),
  },
  /** The folder this window was asked to open and that is no project by itself; given once, then null. */
  'system.askedFolder': { input: z.object({}), output: z.object({ path: z.string().nullable() }) },
  'system.chooseFolder': { input: z.object({ title: z.string() }), output: z.object({ path: z.string().nullable() }) },
  'system.chooseFile': { input: z.object({ title: z.string() }), output: z.object({ path: z.string().nullable() }) },
  'system.copyText': { input: z.object({ text: z.string() }), output: nothing },
  'system.openWindow': { input: z.object({}), output: nothing },
  /** The window's own answer to `window.close-requested`. */
  'system.closeWindow': { input: z.object({ cancelRuns: z.boolean() }), output: nothing },
  'settings.update': { input: settingsChangeSchema, output: settingsSchema },

  'project.inspect': { input: z.object({ path: chosenPath }), output: folderInspectionSchema },
  /** `already-open` where another window holds it; that window comes to the front. */
  'project.open': { input: z.object({ path: chosenPath }), output: projectSchema },
  /** Copies a bundled example into the user's folder for examples (once) and opens it. */
  'project.openExample': { input: z.object({ exampleId: z.string() }), output: projectSchema },
  'project.create': {
    input: z.object({ name: z.string().min(1).max(100), parent: chosenPath, templateId: z.string() }),
    output: z.object({ path: z.string() }),
  },
  /** Makes a folder with plain files a project: adds what is missing, changes nothing that is there. */
  'project.adopt': { input: z.object({ path: chosenPath }), output: z.object({ path: z.string() }) },
  'project.close': { input: project, output: nothing },
  'project.get': { input: project, output: projectSchema },
  'project.trust': { input: project, output: projectSchema },
  'project.reveal': { input: file.partial({ path: true }), output: nothing },
  'project.forgetRecent': { input: z.object({ path: chosenPath }), output: z.array(recentProjectSchema) },
  'project.arrangement': { input: project, output: arrangementSchema },
  'project.arrange': { input: project.extend({ arrangement: arrangementSchema }), output: nothing },
  /** Blocks of all pipelines, for search. */
  'project.blocks': {
    input: project,
    output: z.array(
      z.object({ pipelineUuid: z.string(), blockUuid: z.string(), type: z.string(), file: z.string().nullable() }),
    ),
  },

  'pipeline.get': { input: pipeline, output: pipelineSchema },
  'pipeline.create': {
    input: project.extend({
      name: z.string().min(1).max(200),
      description: z.string().nullable(),
      tags: z.array(z.string()),
    }),
    output: pipelineSchema,
  },
  'pipeline.clone': { input: pipeline.extend({ name: z.string().min(1).max(200) }), output: pipelineSchema },
  /** Moves the folder with its triggers; the new id comes back. */
  'pipeline.rename': { input: pipeline.extend({ name: z.string().min(1).max(200) }), output: pipelineSchema },
  /** To the system's trash. Block files stay. */
  'pipeline.delete': { input: pipeline, output: nothing },
  /** All edits are applied together or none; the graph they give comes back. */
  'pipeline.edit': {
    input: pipeline.extend({ edits: z.array(pipelineEditSchema).min(1).max(500), label: z.string().max(200) }),
    output: z.object({ pipeline: pipelineSchema, createdBlocks: z.array(z.string()) }),
  },
  'pipeline.undo': { input: pipeline, output: pipelineSchema },
  'pipeline.redo': { input: pipeline, output: pipelineSchema },

  'block.templates': { input: z.object({}), output: z.array(blockTemplateSchema) },
  'block.files': { input: project, output: z.array(blockFileSchema) },

  'file.list': { input: project.extend({ folder: z.string().max(4096) }), output: z.array(fileEntrySchema) },
  'file.search': {
    input: project.extend({ query: z.string().max(200), limit: z.number().int().min(1).max(500) }),
    output: z.array(fileEntrySchema),
  },
  'file.read': { input: file, output: textFile },
  /** `expected` is the etag the text was read with; null = the file must not exist yet. A stale one gives `conflict` with the text on disk in `details.text`, `details.etag`. */
  'file.save': {
    input: file.extend({ text: z.string(), expected: etagSchema.nullable() }),
    output: z.object({ path: z.string(), etag: etagSchema }),
  },
  'file.create': { input: file.extend({ kind: z.enum(['file', 'folder']) }), output: fileEntrySchema },
  'file.rename': { input: file.extend({ newPath: projectFilePathSchema }), output: fileEntrySchema },
  /** To the system's trash; a block file also leaves every pipeline that uses it. */
  'file.delete': { input: file, output: nothing },
  /** Keeps unsaved text against a crash; null forgets it. */
  'file.journal': { input: file.extend({ text: z.string().nullable(), etag: etagSchema.nullable() }), output: nothing },
  'file.journalled': {
    input: project,
    output: z.array(z.object({ path: z.string(), text: z.string(), etag: etagSchema.nullable(), time: z.number() })),
  },
  /** Earlier texts of a file, newest first. */
  'file.history': {
    input: file,
    output: z.array(z.object({ id: z.string(), time: z.number(), bytes: z.number().int() })),
  },
  'file.historyText': { input: file.extend({ id: z.string().max(200) }), output: z.object({ text: z.string() }) },

  'run.start': {
    /** `reuse`: blocks that are made of the same as in an earlier run take over its outputs; without it all run. */
    input: pipeline.extend({ scope: runScopeSchema, variables: jsonMapSchema, reuse: z.boolean().optional() }),
    output: z.object({ runId: runIdSchema }),
  },
  /** What a run with `reuse` would do, before anything starts. */
  'run.explain': {
    input: pipeline.extend({ scope: runScopeSchema, variables: jsonMapSchema }),
    output: z.array(blockDecisionSchema),
  },
  /** Goes on from a run that failed, was cancelled or crashed: what it had finished is reused. A new run. */
  'run.resume': { input: run, output: z.object({ runId: runIdSchema }) },
  'run.cancel': { input: run, output: nothing },
  'run.list': {
    input: project.extend({
      pipelineUuid: pipelineUuidSchema.nullable(),
      states: z.array(runStateSchema).nullable(),
      /** Only runs older than this id: paging. */
      before: runIdSchema.nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    output: z.array(runSummarySchema),
  },
  'run.get': { input: run, output: runSchema },
  /** Newest run of the pipeline, to colour the canvas; null where there is none. */
  'run.latest': { input: pipeline, output: runSchema.nullable() },
  'run.delete': { input: run, output: nothing },
  /** Values last given to a run of this pipeline. */
  'run.rememberedVariables': { input: pipeline, output: jsonMapSchema },
  /** The code that ran. */
  'run.code': {
    input: blockRun,
    output: z.object({ text: z.string(), file: z.string().nullable(), current: z.string().nullable() }),
  },
  /** Lines of a run, oldest first; `fromEnd` takes the newest. */
  'run.log': {
    input: run.extend({
      blockUuid: blockUuidSchema.nullable(),
      minimumLevel: logLevelSchema.nullable(),
      search: z.string().max(500).nullable(),
      fromEnd: z.boolean(),
      limit: z.number().int().min(1).max(10_000),
    }),
    output: z.object({ lines: z.array(logLineSchema), total: z.number().int() }),
  },
  /** Memory and processor time of a block run while it ran, its descendants included. */
  'run.usage': { input: blockRun, output: usageSchema },
  /** Shows the raw log file in the system's file manager. */
  'run.revealLog': { input: blockRun, output: nothing },

  /** Triggers of a pipeline, or of all; and whether all are paused. */
  'trigger.list': {
    input: project.extend({ pipelineUuid: pipelineUuidSchema.nullable() }),
    output: z.object({ triggers: z.array(triggerStatusSchema), isPaused: z.boolean() }),
  },
  /** `previousName` null = a new one. */
  'trigger.save': {
    input: pipeline.extend({ previousName: z.string().nullable(), trigger: triggerSchema }),
    output: z.object({ name: z.string() }),
  },
  'trigger.delete': { input: trigger, output: nothing },
  'trigger.switch': { input: trigger.extend({ active: z.boolean() }), output: nothing },
  /** Fires at once. `runId` null where the fire waits for an older run. */
  'trigger.run': { input: trigger, output: z.object({ runId: runIdSchema.nullable() }) },
  /** What to do about missed fires. */
  'trigger.answer': {
    input: project.extend({ fireId: z.number().int(), answer: z.enum(['skip', 'once', 'all']) }),
    output: nothing,
  },
  'trigger.pause': { input: project.extend({ isPaused: z.boolean() }), output: nothing },

  'output.preview': {
    input: blockRun.extend({ output: z.string().max(200) }),
    /** `url` (artifact://) where the preview is a file. */
    output: z.object({ preview: previewSchema, url: z.string().nullable() }),
  },
  'output.page': {
    input: blockRun.extend({
      output: z.string().max(200),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1000),
      sort: z.object({ column: z.string(), descending: z.boolean() }).nullable(),
    }),
    output: tablePageSchema,
  },
  'output.artifactUrl': {
    input: blockRun.extend({ path: z.string().max(1000) }),
    output: z.object({ url: z.string() }),
  },

  'environment.get': { input: project, output: environmentSchema },
  'environment.interpreters': { input: project, output: z.array(interpreterSchema) },
  'environment.choose': { input: project.extend({ path: chosenPath }), output: environmentSchema },
  /** Makes `.venv` and installs `requirements.txt`; events tell the rest. */
  'environment.create': { input: project, output: z.object({ operationId: z.string() }) },
  'environment.cancel': { input: project.extend({ operationId: z.string() }), output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type Requests = typeof requests
export type RequestName = keyof Requests
export type RequestInput<Name extends RequestName> = z.infer<Requests[Name]['input']>
export type RequestOutput<Name extends RequestName> = z.infer<Requests[Name]['output']>
