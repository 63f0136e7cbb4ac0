import type { Json } from '#shared/model/json.ts'
import type { DataCheck } from '#shared/model/monitoring.ts'
import type { DataProfile, FeatureProfile } from '#shared/model/profile.ts'
import { categoryOf, isMissing, numberOf } from './profile-rows.ts'
import type { ServedRow } from './served-rows.ts'

type Check = Pick<DataCheck, 'kind' | 'rows' | 'message'>

/** Share of missing values beyond the training data's, from which it is told. */
const moreMissing = 0.05

const shareText = (rows: number, of: number): string => `${((100 * rows) / of).toFixed(rows / of < 0.1 ? 1 : 0)} %`

const numberChecks = (profile: Extract<FeatureProfile, { kind: 'number' }>, present: readonly Json[]): Check[] => {
  const numbers = present.map(numberOf)
  const wrong = numbers.filter((value) => value === null).length
  const { min, max } = profile
  const outside = numbers.filter(
    (value) => value !== null && min !== null && max !== null && (value < min || value > max),
  )
  return [
    { kind: 'wrong-kind', rows: wrong, message: 'A number was expected, other values came.' },
    { kind: 'out-of-range', rows: outside.length, message: `Training data lay between ${min} and ${max}.` },
  ]
}

const categoryChecks = (profile: Extract<FeatureProfile, { kind: 'category' }>, present: readonly Json[]): Check[] => {
  if (profile.other > 0) return []
  const known = new Set(profile.categories.map(({ value }) => value))
  const unseen = present.map(categoryOf).filter((value) => !known.has(value))
  const names = [...new Set(unseen)].slice(0, 5).map((name) => `"${name}"`)
  return [{ kind: 'unseen-values', rows: unseen.length, message: `The training data had no ${names.join(', ')}.` }]
}

const missingCheck = (
  profile: FeatureProfile,
  { missing, of, trained }: { missing: number; of: number; trained: number },
): Check => {
  const before = trained === 0 ? 0 : profile.missing / trained
  const isMore = missing / of > before + moreMissing
  return {
    kind: 'missing-values',
    rows: isMore ? missing : 0,
    message: `${shareText(missing, of)} of the values are missing, ${shareText(profile.missing, Math.max(trained, 1))} were in the training data.`,
  }
}

const featureChecks = (profile: FeatureProfile, rows: readonly ServedRow[], trained: number): Check[] => {
  const values = rows.map(({ features }) => features?.[profile.name])
  if (values.every((value) => value === undefined))
    return [
      { kind: 'absent-column', rows: rows.length, message: 'The column is in the training data and in no request.' },
    ]
  const present = values.filter((value): value is Json => !isMissing(value))
  const missing = missingCheck(profile, { missing: values.length - present.length, of: values.length, trained })
  return [missing, ...(profile.kind === 'number' ? numberChecks(profile, present) : categoryChecks(profile, present))]
}

/**
 * What is wrong with the data that came, against what the version was trained on: columns that are absent or new, values of another kind, out of
 * range or never seen, more missing ones. Columns that are left out of recording on purpose are in `leftOut`.
 */
export const checkData = (
  profile: DataProfile,
  all: readonly ServedRow[],
  leftOut: ReadonlySet<string>,
): DataCheck[] => {
  const rows = all.filter(({ features }) => features !== null)
  if (rows.length === 0) return []
  const known = new Set(profile.features.map(({ name }) => name))
  const counts = new Map<string, number>()
  for (const { features } of rows)
    for (const name of Object.keys(features ?? {})) if (!known.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const added = [...counts].map(([feature, count]) => ({
    feature,
    of: rows.length,
    kind: 'new-column' as const,
    rows: count,
    message: 'The column came with requests and was not in the training data.',
  }))
  const found = profile.features
    .filter(({ name }) => !leftOut.has(name))
    .flatMap((feature) =>
      featureChecks(feature, rows, profile.rows).map((check) => ({ feature: feature.name, of: rows.length, ...check })),
    )
  return [...found, ...added].filter((check) => check.rows > 0)
}
