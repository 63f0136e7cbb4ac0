import { z } from 'zod'
import { projectIdSchema } from '../../model/ids.ts'
import {
  folderInspectionSchema,
  projectSchema,
  projectTemplateSchema,
  recentProjectSchema,
} from '../../model/project.ts'
import { arrangementSchema, settingsChangeSchema, settingsSchema } from '../../model/settings.ts'
import { chosenPath, file, nothing, project, type RequestTable } from './shapes.ts'

/** The app itself, its settings, projects as a whole. */
export const projectRequests = {
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
} as const satisfies RequestTable
