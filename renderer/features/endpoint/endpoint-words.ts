import type { EndpointStatus, ServedVersion } from '#shared/model/endpoint.ts'

/** `2.1 ms`, `140 ms`, `1.2 s`; a dash without requests. */
export const latencyText = (milliseconds: number | null): string => {
  if (milliseconds === null) return '—'
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${milliseconds >= 100 ? Math.round(milliseconds) : milliseconds.toFixed(1)} ms`
}

/** `0`, `0.4/s`, `1,204/s`. */
export const rateText = (perSecond: number): string => {
  if (perSecond === 0) return '0/s'
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en-US')}/s`
}

/** Versions that answer, the one with the largest share first. */
export const liveVersions = ({ versions }: Pick<EndpointStatus, 'versions'>): readonly ServedVersion[] =>
  versions
    .filter(({ mode, state }) => mode === 'live' && state === 'ready')
    .toSorted((left, right) => right.share - left.share)

/** `localhost:7400`. */
export const placeText = (url: string | null): string => url?.replace(/^https?:\/\//, '') ?? ''

/** `v7`, or `v7 and v8`. */
export const versionsText = (status: Pick<EndpointStatus, 'versions'>): string =>
  liveVersions(status)
    .map(({ version }) => `v${version}`)
    .join(' and ')

const stateWords = {
  starting: 'starting',
  ready: 'serving',
  draining: 'draining',
  warm: 'kept warm',
  failed: 'failed',
} as const satisfies Record<ServedVersion['state'], string>

/** What a version does: `serving 90 %`, `shadow`, `kept warm`. */
export const roleText = ({ state, mode, share }: ServedVersion): string => {
  if (state !== 'ready') return stateWords[state]
  if (mode === 'shadow') return share === 100 ? 'shadow' : `shadow ${share} %`
  return share === 100 ? 'serving' : `serving ${share} %`
}
