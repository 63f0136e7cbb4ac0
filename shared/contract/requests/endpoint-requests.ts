import { z } from 'zod'
import {
  endpointAnswerSchema,
  endpointSettingsSchema,
  endpointStatusSchema,
  wantedRouteSchema,
} from '../../model/endpoint.ts'
import { modelNameSchema } from '../../model/registry.ts'
import { nothing, project, type RequestTable } from './shapes.ts'

const endpoint = project.extend({ modelName: modelNameSchema })
const reason = z.string().max(2000).nullable()

/** Models as running APIs. */
export const endpointRequests = {
  /** Those that this host serves, or tried to. */
  'endpoint.list': { input: project, output: z.array(endpointStatusSchema) },
  /** Also of a model that is not served. */
  'endpoint.status': { input: endpoint, output: endpointStatusSchema },
  /**
   * Serves these versions, or where null what `endpoint.yaml` says; of a model that is served already it swaps them without a failed
   * request. `port` and `workers` null = as in the settings. Answered when they take requests.
   */
  'endpoint.serve': {
    input: endpoint.extend({
      versions: z.array(wantedRouteSchema).min(1).max(20).nullable(),
      port: z.number().int().min(0).max(65_535).nullable(),
      workers: z.number().int().min(1).max(64).nullable(),
      reason,
    }),
    output: endpointStatusSchema,
  },
  'endpoint.stop': { input: endpoint, output: nothing },
  /** Writes `endpoint.yaml`; a model that is served takes it over at once. */
  'endpoint.configure': {
    input: endpoint.extend({ settings: endpointSettingsSchema }),
    output: endpointStatusSchema,
  },
  /** Serves again what was served before the last change. */
  'endpoint.rollBack': { input: endpoint.extend({ reason }), output: endpointStatusSchema },
  /** Sends a request to the endpoint as a caller would. */
  'endpoint.try': { input: endpoint.extend({ body: z.string().max(1_000_000) }), output: endpointAnswerSchema },
} as const satisfies RequestTable
