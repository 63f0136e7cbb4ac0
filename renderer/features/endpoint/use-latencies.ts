import { useEndpoint } from './use-endpoint.ts'

/** Milliseconds p50 by version, for the table of versions; null where nothing was asked yet. */
export const useLatencies = (modelName: string): Readonly<Record<number, number>> | null => {
  const versions = useEndpoint(modelName)?.versions ?? []
  const known = versions.flatMap(({ version, latencyMs }) => (latencyMs.p50 === null ? [] : [[version, latencyMs.p50]]))
  return known.length === 0 ? null : Object.fromEntries(known)
}
