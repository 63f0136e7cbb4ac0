import { z } from 'zod'
import { jsonSchema } from './json.ts'

/** Folder name below `models/`, as MLflow allows names: neither `/` nor `:`, which part a name from its version in a reference. */
export const modelNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/)
export type ModelName = z.infer<typeof modelNameSchema>

export const modelVersionNumberSchema = z.number().int().positive()

/** A name that stands for one version, moved at will; not `latest` and no `v7`, which MLflow keeps for itself. */
export const modelAliasSchema = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$/)
  .refine((alias) => !/^(latest|v\d+)$/i.test(alias), 'an alias that is neither "latest" nor like "v7"')
/** The version that counts: what an endpoint serves and a challenger has to beat. */
export const championAlias = 'champion'

/** What made the model; `python` = any object with `predict`, `mlflow` = a flavor of MLflow that we only pass on. */
export const modelFlavors = ['sklearn', 'xgboost', 'lightgbm', 'pytorch', 'onnx', 'python', 'mlflow'] as const
export const modelFlavorSchema = z.enum(modelFlavors)
export type ModelFlavor = z.infer<typeof modelFlavorSchema>

/** One column or tensor of a signature, in MLflow's own JSON (`mlflow.types.Schema.to_dict`): nested types keep their further keys. */
export const signatureFieldSchema = z
  .object({
    name: z.string().nullable().default(null),
    /** MLflow's word: `double`, `long`, `string`, `boolean`, `datetime`, `binary`, `tensor`, `array`, `object`, … */
    type: z.string(),
    required: z.boolean().default(true),
    /** Shape with -1 where any length is allowed. */
    'tensor-spec': z.object({ dtype: z.string(), shape: z.array(z.number().int()) }).optional(),
  })
  .catchall(jsonSchema)
export type SignatureField = z.infer<typeof signatureFieldSchema>

export const modelSignatureSchema = z.object({
  inputs: z.array(signatureFieldSchema),
  /** Null where nobody told what comes out. */
  outputs: z.array(signatureFieldSchema).nullable(),
})
export type ModelSignature = z.infer<typeof modelSignatureSchema>

/** Where a version came from; null where it is not known. */
export const modelSourceSchema = z.object({
  runId: z.number().int().nullable(),
  pipelineUuid: z.string().nullable(),
  blockUuid: z.string().nullable(),
  /** MLflow's run in an experiment. */
  trackedRunId: z.string().nullable(),
  /** Short, of the project when the run started. */
  commit: z.string().nullable(),
})
export type ModelSource = z.infer<typeof modelSourceSchema>

/** One trained instance: `models/<name>/versions/<n>/version.yaml` in camel case. Its files lie beside it, in MLflow's layout. */
export const modelVersionSchema = z.object({
  version: modelVersionNumberSchema,
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  source: modelSourceSchema,
  flavor: modelFlavorSchema,
  /** What loads it: `skops`, `onnx`, `safetensors`, `xgboost`, `lightgbm`, `cloudpickle`, `pickle`, `mlflow`, … */
  loader: z.string(),
  /** False where loading it can run any code that is in the file (pickle and its like). */
  safe: z.boolean(),
  metrics: z.record(z.string(), z.number()),
  params: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  description: z.string().nullable(),
  /** A word of the user's such as `staging`; MLflow's own are None, Staging, Production, Archived. */
  stage: z.string().nullable(),
  signature: modelSignatureSchema.nullable(),
  /** `sha256:…` of the training data; null where it was not given. */
  dataFingerprint: z.string().nullable(),
  environment: z.object({ python: z.string().nullable(), packages: z.record(z.string(), z.string()) }),
  /** Size of all its files. */
  bytes: z.number().int(),
  /** Of all its files: `sha256` over their sorted paths and digests. */
  sha256: z.string(),
  hasInputExample: z.boolean(),
  /** False where only its description is here, as after a `git clone`: its files are not under git unless the user says so. */
  hasFiles: z.boolean(),
  /** Whether there is a profile of the training data. */
  hasProfile: z.boolean(),
})
export type ModelVersion = z.infer<typeof modelVersionSchema>

/** What the list of models shows of one. */
export const modelSummarySchema = z.object({
  name: modelNameSchema,
  description: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  /** Alias -> version. */
  aliases: z.record(z.string(), modelVersionNumberSchema),
  /** Version of the alias `champion`. */
  champion: modelVersionNumberSchema.nullable(),
  newest: modelVersionNumberSchema.nullable(),
  /** How many versions there are. */
  versions: z.number().int(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type ModelSummary = z.infer<typeof modelSummarySchema>

export const modelChangeKinds = [
  'registered',
  'alias-set',
  'alias-deleted',
  'promoted',
  'rolled-back',
  'stage-set',
  'version-deleted',
  'deployed',
  'canary',
  'retrain-started',
  'gate-passed',
  'gate-failed',
  'alert',
] as const

/** A line of `changes.ndjson`: what happened to the model, when, by whom and why. Only ever appended. */
export const modelChangeSchema = z.object({
  /** Milliseconds since the epoch. */
  time: z.number(),
  kind: z.enum(modelChangeKinds),
  version: modelVersionNumberSchema.nullable().default(null),
  alias: z.string().nullable().default(null),
  /** The version the alias (or the stage's word) stood for before. */
  previous: z.union([modelVersionNumberSchema, z.string()]).nullable().default(null),
  reason: z.string().nullable().default(null),
  /** `window`, `terminal`, `run 41`, `mlflow`, `retraining`. */
  by: z.string().default('unknown'),
})
export type ModelChange = z.infer<typeof modelChangeSchema>

/** Something that names a model or a version of it, so that it would miss it. */
export const modelUseSchema = z.object({
  kind: z.enum(['alias', 'endpoint', 'running-endpoint', 'pipeline']),
  /** Words for a list: `the alias champion`, `the pipeline score_daily (data_loaders/score.py, line 12)`. */
  what: z.string(),
  /** Project path and line, where it stands in a file. */
  file: z.string().nullable(),
  line: z.number().int().nullable(),
})
export type ModelUse = z.infer<typeof modelUseSchema>

const pair = <Value extends z.ZodType>(value: Value) =>
  z.object({ name: z.string(), left: value.nullable(), right: value.nullable() })

/** How two versions differ. Rows come for everything either has; null = it does not have it. */
export const modelComparisonSchema = z.object({
  left: modelVersionSchema,
  right: modelVersionSchema,
  metrics: z.array(pair(z.number())),
  params: z.array(pair(z.string())),
  packages: z.array(pair(z.string())),
  /** Fields by what they are: `input monthly` -> `double`. */
  signature: z.array(pair(z.string())),
  /** Facts of the training data, by feature: mean, missing values, most frequent category, in words. */
  data: z.array(pair(z.string())),
  code: z.object({
    /** Why there is nothing to compare; null where there is. */
    missing: z.string().nullable(),
    /** Code files that differ between the two runs, or the two commits; null = not there. */
    files: z.array(z.object({ path: z.string(), left: z.string().nullable(), right: z.string().nullable() })),
  }),
})
export type ModelComparison = z.infer<typeof modelComparisonSchema>

/** What a version can be written as, to run without Pipewright. */
export const packageForms = ['mlflow', 'fastapi', 'docker', 'onnx'] as const
export const packageFormSchema = z.enum(packageForms)
export type PackageForm = z.infer<typeof packageFormSchema>
