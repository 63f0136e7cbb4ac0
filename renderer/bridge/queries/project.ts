import type { Project } from '#shared/model/project.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useRequest } from '../queries.ts'

/** The shown project; undefined while it is read or where none is open. */
export const useProject = (): Project | undefined => {
  const projectId = useProjectStore((state) => state.projectId)
  return useRequest('project.get', projectId === null ? null : { projectId }).data
}
