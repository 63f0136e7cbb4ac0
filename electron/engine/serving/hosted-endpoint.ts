import type { OpenProject } from '#engine/project/open-project.ts'
import type { EndpointRoute, EndpointSettings, EndpointState, WantedRoute } from '#shared/model/endpoint.ts'
import type { EndpointReport } from './gateway/messages.ts'
import type { Launch } from './launch.ts'

/** A model this host serves, or tried to. */
export type HostedEndpoint = {
  readonly key: string
  readonly project: OpenProject
  readonly name: string
  state: EndpointState
  /** Why it failed. */
  message: string | null
  settings: EndpointSettings
  /** As asked for: by number or alias. */
  wanted: readonly WantedRoute[]
  /** What answers. */
  routes: readonly EndpointRoute[]
  /** What answered before the last change. */
  previous: readonly EndpointRoute[] | null
  token: string | null
  port: number | null
  /** Of the version with the largest share. */
  launch: Launch | null
  report: EndpointReport | null
  /** Ends the look at where its aliases are. */
  unwatch: () => void
}

export const endpointKey = (projectId: string, modelName: string): string => `${projectId}/${modelName}`

/** The version most callers get. */
export const mainRoute = <Route extends { readonly share: number; readonly mode: string }>(
  routes: readonly Route[],
): Route | null =>
  routes
    .filter(({ mode }) => mode === 'live')
    .reduce<Route | null>((best, route) => (best === null || route.share > best.share ? route : best), null)

/** Whether two sets of routes send the same traffic to the same versions. */
export const areSameRoutes = (left: readonly EndpointRoute[], right: readonly EndpointRoute[]): boolean => {
  const text = (routes: readonly EndpointRoute[]) =>
    JSON.stringify(routes.map(({ version, share, mode }) => `${version} ${share} ${mode}`).sort())
  return text(left) === text(right)
}
