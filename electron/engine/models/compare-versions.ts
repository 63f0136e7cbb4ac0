import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'
import { type DataProfile, dataProfileSchema, type FeatureProfile } from '#shared/model/profile.ts'
import type { ModelComparison, ModelVersion, SignatureField } from '#shared/model/registry.ts'
import { ok, type Result } from '#shared/result.ts'
import { compareCode } from './compare-code.ts'
import { noSuchVersion, profileFileName, versionPath } from './model-folders.ts'
import { readModel } from './read-models.ts'

type Pair<Value> = { name: string; left: Value | null; right: Value | null }

/** One row per name that either has, sorted by name. */
const pairs = <Value>(left: Readonly<Record<string, Value>>, right: Readonly<Record<string, Value>>): Pair<Value>[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .sort((a, b) => a.localeCompare(b, 'en'))
    .map((name) => ({ name, left: left[name] ?? null, right: right[name] ?? null }))

const typeWords = (field: SignatureField): string => {
  const tensor = field['tensor-spec']
  const type = tensor === undefined ? field.type : `${tensor.dtype} (${tensor.shape.join(', ')})`
  return field.required ? type : `${type}, optional`
}

const signatureWords = ({ signature }: ModelVersion): Record<string, string> => {
  const fields = (kind: string, list: readonly SignatureField[]) =>
    list.map((field, index) => [`${kind} ${field.name ?? index + 1}`, typeWords(field)] as const)
  return Object.fromEntries([
    ...fields('input', signature?.inputs ?? []),
    ...fields('output', signature?.outputs ?? []),
  ])
}

const environmentWords = ({ environment }: ModelVersion): Record<string, string> => ({
  ...environment.packages,
  ...(environment.python === null ? {} : { Python: environment.python }),
})

const shown = (value: number | null): string => (value === null ? 'none' : String(Number(value.toPrecision(4))))

const featureWords = (feature: FeatureProfile): string => {
  const missing = feature.missing === 0 ? '' : `, ${feature.missing} missing`
  if (feature.kind === 'number')
    return `mean ${shown(feature.mean)}, ${shown(feature.min)} to ${shown(feature.max)}${missing}`
  const [first] = feature.categories
  const most = first === undefined ? 'no values' : `mostly ${first.value} (${first.count})`
  return `${feature.categories.length} values, ${most}${missing}`
}

const dataWords = (profile: DataProfile | null): Record<string, string> => {
  if (profile === null) return {}
  const target =
    profile.target === null ? [] : [[`target ${profile.target.name}`, featureWords(profile.target)] as const]
  return Object.fromEntries([
    ['rows', String(profile.rows)],
    ...profile.features.map((feature) => [feature.name, featureWords(feature)] as const),
    ...target,
  ])
}

const profileOf = async (projectPath: string, name: string, { version }: ModelVersion): Promise<DataProfile | null> => {
  try {
    const text = await readFile(join(projectPath, versionPath(name, version), profileFileName), 'utf8')
    const read = dataProfileSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** How two versions of a model differ, with everything either has. */
export const compareVersions = async (
  project: OpenProject,
  { name, left, right }: { readonly name: string; readonly left: number; readonly right: number },
): Promise<Result<ModelComparison>> => {
  const model = await readModel(project.path, name)
  if (!model.ok) return model
  const find = (number: number) => model.value.versions.find(({ version }) => version === number)
  const [a, b] = [find(left), find(right)]
  if (a === undefined) return noSuchVersion(name, left)
  if (b === undefined) return noSuchVersion(name, right)
  const [dataA, dataB] = await Promise.all([profileOf(project.path, name, a), profileOf(project.path, name, b)])
  return ok({
    left: a,
    right: b,
    metrics: pairs(a.metrics, b.metrics),
    params: pairs(a.params, b.params),
    packages: pairs(environmentWords(a), environmentWords(b)),
    signature: pairs(signatureWords(a), signatureWords(b)),
    data: pairs(dataWords(dataA), dataWords(dataB)),
    code: await compareCode(project, a.source, b.source),
  })
}
