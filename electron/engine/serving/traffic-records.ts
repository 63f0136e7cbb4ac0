import type { Json } from '#shared/model/json.ts'
import type { TrafficRecord } from '#shared/model/traffic.ts'
import type { RawRecord } from './gateway/messages.ts'
import { probabilityOf } from './gateway/protocols/plain.ts'
import { toRecords } from './gateway/rows.ts'

const predictionsOf = ({ predictions, probabilities, classes }: RawRecord): readonly Json[] | null => {
  if (predictions === null || probabilities === null) return predictions
  return predictions.map((prediction, row) => ({ prediction, probability: probabilityOf(probabilities[row], classes) }))
}

/** Records as monitoring keeps them, without the columns that must not be kept. */
export const trafficRecords = (raw: readonly RawRecord[], leaveOut: readonly string[]): TrafficRecord[] => {
  const without = new Set(leaveOut)
  return raw.map((record) => {
    const { time, requestId, model, version, mode, status, latencyMs, rows, table } = record
    const features = table === null ? null : toRecords({ ...table, rows }, without)
    const facts = { time, requestId, model, version, mode, status, latencyMs, rows }
    return { ...facts, features, predictions: predictionsOf(record)?.slice() ?? null }
  })
}
