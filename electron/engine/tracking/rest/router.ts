import { artifactFileRoutes, artifactRoutes } from './artifact-routes.ts'
import { experimentRoutes } from './experiment-routes.ts'
import { loggedModelRoutes } from './logged-model-routes.ts'
import { metricRoutes } from './metric-routes.ts'
import { registryRoutes } from './registry-routes.ts'
import type { RawRoute, Route } from './route.ts'
import { runRoutes } from './run-routes.ts'

export type FoundRoute = { readonly route: Route | RawRoute; readonly named: Readonly<Record<string, string>> }

const routes: readonly (Route | RawRoute)[] = [
  ...experimentRoutes,
  ...runRoutes,
  ...metricRoutes,
  ...loggedModelRoutes,
  ...artifactRoutes,
  ...artifactFileRoutes,
  ...registryRoutes,
]

/** Clients and MLflow's page say it in these ways; the version changes nothing of what we answer. */
const prefix = /^\/(?:ajax-)?api\/[23]\.0(?:\/preview)?(?=\/mlflow)/

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A pattern as an expression whose groups are its names. */
const expressionOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/\{(\w+)\.\.\.\}/g, '(?<$1>.+)').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

const fixed = new Map<string, Route | RawRoute>()
const open: { readonly route: Route | RawRoute; readonly expression: RegExp }[] = []
for (const route of routes) {
  if (route.path.includes('{')) open.push({ route, expression: expressionOf(route.path) })
  else fixed.set(`${route.method} ${route.path}`, route)
}

/** The route for a request; null where there is none. */
export const findRoute = (method: string, path: string): FoundRoute | null => {
  const plain = path.replace(/^\/{2,}/, '/').replace(prefix, '')
  const route = fixed.get(`${method} ${plain}`)
  if (route !== undefined) return { route, named: {} }
  for (const { route: candidate, expression } of open) {
    const found = candidate.method === method ? expression.exec(plain) : null
    if (found === null) continue
    const named = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decoded(value)])
    return { route: candidate, named: Object.fromEntries(named) }
  }
  return null
}
