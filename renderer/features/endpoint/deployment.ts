import type { ServedVersion, WantedRoute } from '#shared/model/endpoint.ts'

export type How = 'full' | 'canary' | 'shadow'
/** `share`: percent of a canary. */
export type Deployment = { readonly version: WantedRoute['version']; readonly how: How; readonly share: number }

const rounded = (share: number): number => Math.round(share * 100) / 100

/** What is served, and what the aliases of the model stand for. */
export type Served = { readonly versions: readonly ServedVersion[]; readonly aliases: Readonly<Record<string, number>> }

/** What answers now, without the version that is deployed, with shares that add up to what is left for it. */
const others = ({ versions, aliases }: Served, version: WantedRoute['version'], left: number): WantedRoute[] => {
  const live = versions.filter(
    (served) =>
      served.state === 'ready' && served.mode === 'live' && served.version !== version && served.alias !== version,
  )
  const total = live.reduce((sum, { share }) => sum + share, 0)
  return live.map((served) => ({
    // An alias that is not set would be another version tomorrow.
    version: served.alias !== null && aliases[served.alias] === served.version ? served.alias : served.version,
    share: rounded((served.share / (total || 1)) * left),
    mode: 'live',
  }))
}

/** The routes a deployment stands for, given what is served. */
export const deploymentRoutes = ({ version, how, share }: Deployment, served: Served): WantedRoute[] => {
  if (how === 'full') return [{ version, share: 100, mode: 'live' }]
  if (how === 'shadow') return [...others(served, version, 100), { version, share: 100, mode: 'shadow' }]
  const rest = others(served, version, 100 - share)
  // With nothing else serving a share of the requests would be all of them.
  return [...rest, { version, share: rest.length === 0 ? 100 : share, mode: 'live' }]
}
