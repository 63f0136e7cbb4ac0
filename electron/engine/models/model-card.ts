import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '#engine/project/durable-write.ts'
import type { ModelSignature, ModelVersion, SignatureField } from '#shared/model/registry.ts'
import { ok, type Result } from '#shared/result.ts'
import { cardPath } from './model-folders.ts'
import type { RegistryPlace } from './registry-place.ts'

const flavorWords = {
  sklearn: 'scikit-learn',
  xgboost: 'XGBoost',
  lightgbm: 'LightGBM',
  pytorch: 'PyTorch',
  onnx: 'ONNX',
  python: 'a Python object with `predict`',
  mlflow: 'an MLflow model',
} as const satisfies Record<ModelVersion['flavor'], string>

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n')

const typeOf = (field: SignatureField): string => {
  const tensor = field['tensor-spec']
  return tensor === undefined ? field.type : `${tensor.dtype} tensor of shape (${tensor.shape.join(', ')})`
}

const fieldRows = (fields: readonly SignatureField[]): string[][] =>
  fields.map((field, index) => [field.name ?? `${index + 1}`, typeOf(field), field.required ? 'yes' : 'no'])

const signatureText = (signature: ModelSignature | null): string => {
  if (signature === null) return 'Not recorded. Give `input_example` or `training_data` to `log_model` to record it.'
  const inputs = table(['Input', 'Type', 'Required'], fieldRows(signature.inputs))
  if (signature.outputs === null || signature.outputs.length === 0) return inputs
  return `${inputs}\n\n${table(['Output', 'Type', 'Required'], fieldRows(signature.outputs))}`
}

const metricsText = (metrics: ModelVersion['metrics']): string => {
  const rows = Object.entries(metrics).map(([name, value]) => [name, String(value)])
  return rows.length === 0
    ? 'Not recorded. Give `metrics` to `log_model` to record them.'
    : table(['Metric', 'Value'], rows)
}

const sourceText = ({ source }: ModelVersion): string => {
  const parts = [
    source.pipelineUuid === null ? null : `the pipeline \`${source.pipelineUuid}\``,
    source.blockUuid === null ? null : `its block \`${source.blockUuid}\``,
    source.runId === null ? null : `run ${source.runId}`,
    source.commit === null ? null : `commit \`${source.commit}\``,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 'not recorded' : parts.join(', ')
}

/** Text of a new model card: the facts of the version it was made with, and the questions only a person can answer. */
export const cardText = (name: string, version: ModelVersion): string => `# ${name}

> Made once, with version ${version.version}, from what was recorded. From here on it is yours: edit it, Pipewright does not.

## Intended use

_What is it for, who may rely on it, and what must it not be used for?_

## Limits and risks

_Where is it known to fail? Whom could a wrong prediction harm? What was not tested?_

## Training data

_Where does the data come from, from when is it, what was left out?_

- Fingerprint: ${version.dataFingerprint === null ? 'not recorded' : `\`${version.dataFingerprint}\``}
- Profile of every column: ${version.hasProfile ? `\`versions/${version.version}/profile.json\`` : 'not recorded'}

## Results

${metricsText(version.metrics)}

_Measured on what, and how?_

## Inputs and outputs

${signatureText(version.signature)}

## How it was made

- Kind: ${flavorWords[version.flavor]}, stored as ${version.loader}${version.safe ? '' : ' (loading it runs code from the file: load only files you trust)'}
- Trained by: ${sourceText(version)}
- Python ${version.environment.python ?? 'not recorded'}; packages: ${
  Object.entries(version.environment.packages)
    .map(([distribution, number]) => `${distribution} ${number}`)
    .join(', ') || 'not recorded'
}
- Parameters: ${
  Object.entries(version.params)
    .map(([param, value]) => `${param} = ${value}`)
    .join(', ') || 'not recorded'
}
`

/** Makes the card with the first version; one that is there stays. */
export const makeCard = async (place: RegistryPlace, name: string, version: ModelVersion): Promise<Result<unknown>> => {
  const path = cardPath(name)
  const options = { shownPath: path, exclusive: true, noteOwnWrite: place.noteOwnWrite }
  const written = await writeDurably(join(place.project.path, path), cardText(name, version), options)
  return !written.ok && written.error.code === 'already-exists' ? ok(null) : written
}

/** Text of the card; null where there is none. */
export const readCard = (projectPath: string, name: string): Promise<string | null> =>
  readFile(join(projectPath, cardPath(name)), 'utf8').catch(() => null)
