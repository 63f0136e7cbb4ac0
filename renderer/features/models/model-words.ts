import type { ModelChange, ModelVersion, SignatureField } from '#shared/model/registry.ts'

const flavorNames = {
  sklearn: 'scikit-learn',
  xgboost: 'XGBoost',
  lightgbm: 'LightGBM',
  pytorch: 'PyTorch',
  onnx: 'ONNX',
  python: 'Python object',
  mlflow: 'MLflow model',
} as const satisfies Record<ModelVersion['flavor'], string>

/** `scikit-learn · skops`. */
export const kindText = ({ flavor, loader }: Pick<ModelVersion, 'flavor' | 'loader'>): string =>
  loader === flavor ? flavorNames[flavor] : `${flavorNames[flavor]} · ${loader}`

/** Four digits are enough to tell versions apart; the whole number is in the tooltip. */
export const metricText = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return '—'
  if (value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1_000_000))
    return String(Number(value.toPrecision(4)))
  return value.toExponential(2)
}

/** Names of metrics of all versions, those of the newest first. */
export const metricNames = (versions: readonly ModelVersion[]): readonly string[] => [
  ...new Set(versions.flatMap(({ metrics }) => Object.keys(metrics))),
]

export const typeText = (field: SignatureField): string => {
  const tensor = field['tensor-spec']
  return tensor === undefined ? field.type : `${tensor.dtype} (${tensor.shape.join(', ')})`
}

const versionText = (change: ModelChange): string => (change.version === null ? 'a version' : `v${change.version}`)

const previousText = ({ previous }: ModelChange): string =>
  previous === null ? '' : typeof previous === 'number' ? `, before v${previous}` : `, before ${previous}`

/** What happened, as a sentence without its full stop. */
export const changeText = (change: ModelChange): string => {
  const version = versionText(change)
  switch (change.kind) {
    case 'registered':
      return `${version} registered`
    case 'promoted':
      return `${version} promoted to champion${previousText(change)}`
    case 'rolled-back':
      return `Rolled back to ${version}${previousText(change)}`
    case 'alias-set':
      return `${change.alias} is ${version}${previousText(change)}`
    case 'alias-deleted':
      return `${change.alias} removed${previousText(change)}`
    case 'stage-set':
      return `${version} ${change.alias === null ? 'has no stage' : `is ${change.alias}`}${previousText(change)}`
    case 'version-deleted':
      return `${version} deleted`
    case 'deployed':
      return `${version} serves`
    case 'canary':
      return `${version} serves a share`
    case 'retrain-started':
      return 'Retraining started'
    case 'gate-passed':
      return `${version} passed the gate`
    case 'gate-failed':
      return `${version} did not pass the gate`
    case 'alert':
      return 'Alert'
  }
}
