import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isRawMap, type RawMap, textOf } from '#engine/pipelines/read-values.ts'
import { loadYaml } from '#engine/pipelines/yaml-load.ts'
import {
  type ModelFlavor,
  type ModelSignature,
  type ModelVersion,
  modelFlavorSchema,
  modelSignatureSchema,
} from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'

/** What the files of a model say of it. */
export type MlmodelFacts = Pick<
  ModelVersion,
  'flavor' | 'loader' | 'safe' | 'signature' | 'environment' | 'hasInputExample'
> & {
  /** MLflow's run that logged it. */
  readonly trackedRunId: string | null
}

const mapOf = (value: unknown): RawMap => (isRawMap(value) ? value : {})

/** Loaders that read data and run none of it. */
const safeLoaders: ReadonlySet<string> = new Set([
  'skops',
  'onnx',
  'safetensors',
  'xgboost',
  'lightgbm',
  'torch-export',
])

type Loading = { readonly flavor: ModelFlavor; readonly loader: string }

/** What our own helper wrote of it, under a flavor of ours that MLflow passes over. */
const ownLoading = (flavors: RawMap): Loading | null => {
  const own = mapOf(flavors.pipewright)
  const flavor = modelFlavorSchema.safeParse(own.flavor)
  const loader = textOf(own.loader)
  return flavor.success && loader !== null ? { flavor: flavor.data, loader } : null
}

/** The same for what MLflow itself has logged. */
const mlflowLoading = (flavors: RawMap): Loading => {
  const sklearn = mapOf(flavors.sklearn)
  if (isRawMap(flavors.sklearn))
    return { flavor: 'sklearn', loader: textOf(sklearn.serialization_format) ?? 'cloudpickle' }
  if (isRawMap(flavors.xgboost)) return { flavor: 'xgboost', loader: 'xgboost' }
  if (isRawMap(flavors.lightgbm)) return { flavor: 'lightgbm', loader: 'lightgbm' }
  if (isRawMap(flavors.pytorch)) return { flavor: 'pytorch', loader: 'pickle' }
  if (isRawMap(flavors.onnx)) return { flavor: 'onnx', loader: 'onnx' }
  const loader = textOf(mapOf(flavors.python_function).loader_module)
  if (loader === 'mlflow.pyfunc.model') return { flavor: 'python', loader: 'cloudpickle' }
  return { flavor: 'mlflow', loader: loader ?? 'mlflow' }
}

/** Whatever the file says of itself: what lies there as a pickle may be loaded as one. */
const holdsPickle = async (directory: string): Promise<boolean> => {
  const names = await Promise.all(['.', 'data'].map((folder) => readdir(join(directory, folder)).catch(() => [])))
  return names.flat().some((name) => /\.(pkl|pickle|joblib|pth|pt|bin)$/i.test(name))
}

const fieldsOf = (text: unknown): unknown => {
  if (typeof text !== 'string') return text ?? null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const signatureOf = (value: unknown): ModelSignature | null => {
  if (!isRawMap(value)) return null
  const read = modelSignatureSchema.safeParse({ inputs: fieldsOf(value.inputs), outputs: fieldsOf(value.outputs) })
  return read.success ? read.data : null
}

const textAt = async (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

/** `name==version` lines; anything else pins nothing. */
const pinnedPackages = (requirements: string): Record<string, string> =>
  Object.fromEntries(
    requirements.split(/\r?\n/).flatMap((line) => {
      const match = /^\s*([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==\s*([^\s;#]+)/.exec(line)
      return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]]]
    }),
  )

const environmentOf = async (directory: string, flavors: RawMap): Promise<MlmodelFacts['environment']> => {
  const [requirements, environment] = await Promise.all([
    textAt(join(directory, 'requirements.txt')),
    textAt(join(directory, 'python_env.yaml')),
  ])
  const loaded = environment === null ? null : loadYaml(environment)
  const python = loaded?.ok === true ? textOf(mapOf(loaded.value).python) : null
  return {
    python: python ?? textOf(mapOf(flavors.python_function).python_version),
    packages: pinnedPackages(requirements ?? ''),
  }
}

const noModel = (directory: string, why: string): Result<never> =>
  fail(
    'invalid-input',
    `Expected a model folder in MLflow's layout, with a file MLmodel, but ${why}. Log the model with pipewright.log_model or MLflow's log_model.`,
    { path: directory },
  )

/** Reads what the folder of a model says of it. Fails in words where it is no model folder. */
export const readMlmodel = async (directory: string): Promise<Result<MlmodelFacts>> => {
  const facts = await stat(directory).catch(() => null)
  if (facts?.isDirectory() !== true) return noModel(directory, `there is no folder at ${directory}`)
  const text = await textAt(join(directory, 'MLmodel'))
  if (text === null) return noModel(directory, 'there is no such file')
  const loaded = loadYaml(text)
  if (!loaded.ok) return noModel(directory, `its line ${loaded.line ?? 1} is no YAML: ${loaded.reason}`)
  const map = mapOf(loaded.value)
  const flavors = mapOf(map.flavors)
  if (Object.keys(flavors).length === 0) return noModel(directory, 'the file names no flavors')
  const loading = ownLoading(flavors) ?? mlflowLoading(flavors)
  const example = textOf(mapOf(map.saved_input_example_info).artifact_path)
  return ok({
    ...loading,
    safe: safeLoaders.has(loading.loader) && !(await holdsPickle(directory)),
    signature: signatureOf(map.signature),
    environment: await environmentOf(directory, flavors),
    hasInputExample: example !== null,
    trackedRunId: textOf(map.run_id),
  })
}
