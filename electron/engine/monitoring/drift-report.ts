import type { DriftReport, FeatureDrift } from '#shared/model/monitoring.ts'
import type { DataProfile } from '#shared/model/profile.ts'
import { statisticsReady } from '#shared/statistics/special-functions.ts'
import { checkData } from './data-checks.ts'
import { featureDrift } from './drift.ts'
import type { MonitoredModel } from './monitored-model.ts'
import { predictionPartsOf } from './prediction-parts.ts'
import { profileOfRows } from './profile-rows.ts'
import { readServedRows, type ServedRow } from './served-rows.ts'
import { sumTraffic } from './traffic-summary.ts'

export type DriftQuery = {
  readonly from: number
  readonly until: number
  readonly version: number | null
  readonly against: 'training' | 'previous'
}

/** Requests of a window that are read: a regular sample of more. Enough for a PSI of 0.1 to be no chance, little enough for a moment. */
export const sampledRequests = 5000

type Reference = { readonly profile: DataProfile } | { readonly missing: string }

const referenceOf = async (
  model: MonitoredModel,
  query: DriftQuery & { readonly version: number },
): Promise<Reference> => {
  if (query.against === 'training') {
    const profile = await model.profile(query.version)
    if (profile !== null) return { profile }
    return {
      missing: `Version ${query.version} has no profile of its training data: give training_data to log_model, or compare with the time before.`,
    }
  }
  const from = query.from - (query.until - query.from)
  const window = {
    model: model.name,
    version: query.version,
    from,
    until: query.from,
    labelled: false,
    limit: sampledRequests,
  }
  const { rows } = readServedRows(model.database, window)
  if (rows.length === 0) return { missing: 'There are no requests in the time before.' }
  return { profile: profileOfRows(rows, query.from) }
}

/** Column by column: what else the host has to do comes in between. */
const featuresOf = async (
  profile: DataProfile,
  rows: readonly ServedRow[],
  leftOut: ReadonlySet<string>,
): Promise<FeatureDrift[]> => {
  const withFeatures = rows.filter(({ features }) => features !== null)
  if (withFeatures.length === 0) return []
  const found: FeatureDrift[] = []
  for (const feature of profile.features) {
    if (leftOut.has(feature.name)) continue
    const values = withFeatures.map(({ features }) => features?.[feature.name])
    found.push(featureDrift({ profile: feature, part: 'feature', profileRows: profile.rows, values }))
    await new Promise(setImmediate)
  }
  return found
}

const predictionsOf = (profile: DataProfile, rows: readonly ServedRow[], positive: string | null): FeatureDrift[] => {
  const parts = rows
    .filter(({ prediction }) => prediction !== null)
    .map(({ prediction }) => predictionPartsOf(prediction, positive))
  const told = parts.filter(({ probability }) => probability !== null)
  return (profile.predictions ?? []).flatMap((feature) => {
    const isProbability = feature.name === 'probability'
    const values = isProbability ? told.map(({ probability }) => probability) : parts.map(({ value }) => value)
    if (values.length === 0) return []
    return [featureDrift({ profile: feature, part: 'prediction', profileRows: profile.rows, values })]
  })
}

/** Largest stability index first, what cannot be said last. */
const byShift = (left: FeatureDrift, right: FeatureDrift): number => (right.psi ?? -1) - (left.psi ?? -1)

/** Inputs and predictions of a window against the training data, or against the equally long window before it. */
export const reportDrift = async (model: MonitoredModel, query: DriftQuery): Promise<DriftReport> => {
  await statisticsReady()
  const version = query.version ?? sumTraffic(model.database, { model: model.name, ...query }).busiest
  const empty = { version, against: query.against, rows: 0, sampled: 0, features: [], checks: [] }
  if (version === null) return { ...empty, missing: 'No requests were recorded in this time.' }
  const window = {
    model: model.name,
    version,
    from: query.from,
    until: query.until,
    labelled: false,
    limit: sampledRequests,
  }
  const { rows, total } = readServedRows(model.database, window)
  if (rows.length === 0) return { ...empty, missing: 'No inputs or predictions were recorded in this time.' }
  const counted = { ...empty, rows: total, sampled: rows.length }
  const reference = await referenceOf(model, { ...query, version })
  if ('missing' in reference) return { ...counted, missing: reference.missing }
  const { profile } = reference
  const features = (await featuresOf(profile, rows, model.leftOut)).sort(byShift)
  const predictions = predictionsOf(profile, rows, model.settings.positive)
  const checks = query.against === 'training' ? checkData(profile, rows, model.leftOut) : []
  return { ...counted, missing: null, features: [...features, ...predictions], checks }
}
