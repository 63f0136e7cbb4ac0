import { z } from 'zod'
import {
  modelAliasSchema,
  modelChangeSchema,
  modelComparisonSchema,
  modelNameSchema,
  modelSummarySchema,
  modelUseSchema,
  modelVersionNumberSchema,
  modelVersionSchema,
  packageFormSchema,
} from '../../model/registry.ts'
import { chosenPath, nothing, project, type RequestTable } from './shapes.ts'

const model = project.extend({ name: modelNameSchema })
const version = model.extend({ version: modelVersionNumberSchema })
const reason = z.string().max(2000).nullable()
const words = z.record(z.string().min(1).max(250), z.string().max(5000))

/** Registered models and their versions. */
export const modelRequests = {
  'model.list': { input: project, output: z.array(modelSummarySchema) },
  /** Versions newest first. */
  'model.get': {
    input: model,
    output: z.object({ model: modelSummarySchema, versions: z.array(modelVersionSchema) }),
  },
  /** What happened to it, newest first; and the version a roll back would make the champion, null where there is none. */
  'model.changes': {
    input: model.extend({ limit: z.number().int().min(1).max(1000) }),
    output: z.object({ changes: z.array(modelChangeSchema), former: modelVersionNumberSchema.nullable() }),
  },
  /** A model without versions; one that is there already is refused. */
  'model.create': { input: model.extend({ description: z.string().nullable(), tags: words }), output: nothing },
  /** Description and tags, of the model or (`version`) of one version; null = as it is. Tags are replaced as a whole. */
  'model.describe': {
    input: model.extend({
      version: modelVersionNumberSchema.nullable(),
      description: z.string().max(10_000).nullable(),
      tags: words.nullable(),
    }),
    output: nothing,
  },
  'model.setAlias': { input: version.extend({ alias: modelAliasSchema, reason }), output: nothing },
  'model.deleteAlias': { input: model.extend({ alias: z.string(), reason }), output: nothing },
  'model.setStage': { input: version.extend({ stage: z.string().min(1).max(50).nullable(), reason }), output: nothing },
  /** Makes the version the champion. */
  'model.promote': { input: version.extend({ reason }), output: nothing },
  /** Makes the champion before the present one the champion again. */
  'model.rollBack': { input: model.extend({ reason }), output: z.object({ version: modelVersionNumberSchema }) },
  /** What would miss the model, or one version of it. */
  'model.uses': {
    input: model.extend({ version: modelVersionNumberSchema.nullable() }),
    output: z.array(modelUseSchema),
  },
  'model.rename': { input: model.extend({ to: modelNameSchema }), output: nothing },
  /** To the system's trash; aliases of the version go with it. Refused while an endpoint serves it. */
  'model.deleteVersion': { input: version.extend({ reason }), output: nothing },
  'model.delete': { input: model, output: nothing },
  'model.compare': {
    input: model.extend({ left: modelVersionNumberSchema, right: modelVersionNumberSchema }),
    output: modelComparisonSchema,
  },
  /**
   * Writes a version into a new folder of the chosen one, with a script that starts it and a test of equal predictions. `start` and `test`
   * are the commands, as typed in that folder.
   */
  'model.package': {
    input: version.extend({ form: packageFormSchema, into: chosenPath }),
    output: z.object({ directory: z.string(), start: z.string(), test: z.string() }),
  },
  /** Project path of the model card, made where there is none. */
  'model.card': { input: model, output: z.object({ path: z.string(), text: z.string() }) },
} as const satisfies RequestTable
