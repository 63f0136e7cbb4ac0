import type { Engine } from '#engine/engine.ts'
import type { Handlers } from '#shared/contract/bridge.ts'
import { backfillHandlers } from './backfill-handlers.ts'
import { endpointHandlers } from './endpoint-handlers.ts'
import { environmentHandlers } from './environment-handlers.ts'
import { fileHandlers } from './file-handlers.ts'
import type { Host, RequestContext } from './host.ts'
import { modelHandlers } from './model-handlers.ts'
import { monitoringHandlers } from './monitoring-handlers.ts'
import { notificationHandlers } from './notification-handlers.ts'
import { overviewHandlers } from './overview-handlers.ts'
import { pipelineHandlers } from './pipeline-handlers.ts'
import { projectHandlers } from './project-handlers.ts'
import { runHandlers } from './run-handlers.ts'
import { sessionHandlers } from './session-handlers.ts'
import { sweepHandlers } from './sweep-handlers.ts'
import { systemHandlers } from './system-handlers.ts'
import { trackingHandlers } from './tracking-handlers.ts'
import { triggerHandlers } from './trigger-handlers.ts'

/** Joins one function per request; a missing one does not compile. */
export const createHandlers = (engine: Engine, host: Host): Handlers<RequestContext> => ({
  ...systemHandlers(engine, host),
  ...projectHandlers(engine, host),
  ...pipelineHandlers(engine),
  ...fileHandlers(engine),
  ...runHandlers(engine, host),
  ...triggerHandlers(engine),
  ...backfillHandlers(engine),
  ...sweepHandlers(engine),
  ...notificationHandlers(engine),
  ...overviewHandlers(engine),
  ...modelHandlers(engine),
  ...trackingHandlers(engine),
  ...endpointHandlers(engine),
  ...monitoringHandlers(engine),
  ...environmentHandlers(engine),
  ...sessionHandlers(engine),
})
