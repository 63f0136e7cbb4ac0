import type { z } from 'zod'
import { backfillRequests } from './requests/backfill-requests.ts'
import { debugRequests } from './requests/debug-requests.ts'
import { endpointRequests } from './requests/endpoint-requests.ts'
import { environmentRequests } from './requests/environment-requests.ts'
import { fileRequests } from './requests/file-requests.ts'
import { modelRequests } from './requests/model-requests.ts'
import { monitoringRequests } from './requests/monitoring-requests.ts'
import { notificationRequests } from './requests/notification-requests.ts'
import { overviewRequests } from './requests/overview-requests.ts'
import { pipelineRequests } from './requests/pipeline-requests.ts'
import { projectRequests } from './requests/project-requests.ts'
import { runRequests } from './requests/run-requests.ts'
import type { RequestTable } from './requests/shapes.ts'
import { sweepRequests } from './requests/sweep-requests.ts'
import { terminalRequests } from './requests/terminal-requests.ts'
import { trackingRequests } from './requests/tracking-requests.ts'
import { triggerRequests } from './requests/trigger-requests.ts'

/**
 * Everything the window can ask for: name -> what goes in and what comes out. Inputs carry ids, never absolute paths, except what a
 * native dialog returned. Every answer is a `Result`. One file per noun in `requests/`.
 */
export const requests = {
  ...projectRequests,
  ...pipelineRequests,
  ...fileRequests,
  ...runRequests,
  ...triggerRequests,
  ...backfillRequests,
  ...sweepRequests,
  ...notificationRequests,
  ...overviewRequests,
  ...modelRequests,
  ...monitoringRequests,
  ...trackingRequests,
  ...endpointRequests,
  ...environmentRequests,
  ...terminalRequests,
  ...debugRequests,
} as const satisfies RequestTable

export type Requests = typeof requests
export type RequestName = keyof Requests
export type RequestInput<Name extends RequestName> = z.infer<Requests[Name]['input']>
export type RequestOutput<Name extends RequestName> = z.infer<Requests[Name]['output']>
