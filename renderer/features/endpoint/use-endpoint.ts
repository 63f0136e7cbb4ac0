import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'

/** Where the endpoint of a model stands; undefined until it is known. */
export const useEndpoint = (modelName: string): EndpointStatus | undefined => {
  const projectId = useProjectStore((state) => state.projectId)
  return useRequest('endpoint.status', projectId === null ? null : { projectId, modelName }).data
}
