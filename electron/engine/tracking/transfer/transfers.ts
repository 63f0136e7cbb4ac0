import type { Tracking } from '#engine/engine.ts'
import { trackingFolder } from '#engine/tracking/tracking-folder.ts'
import type { QueryParts } from '#engine/tracking/tracking-queries.ts'
import type { Result } from '#shared/result.ts'
import { exportStore } from './export-store.ts'
import type { Moved } from './foreign-store.ts'
import { importStore, type Target } from './import-store.ts'

/** From and into stores of MLflow. */
export const createTransfers = ({
  context,
  stores,
  findProject,
}: QueryParts): Pick<Tracking, 'importFrom' | 'exportTo'> => {
  const transfer = async (
    projectId: string,
    move: (target: Target) => Promise<Result<Moved>>,
  ): Promise<Result<Moved>> => {
    const project = findProject(projectId)
    if (!project.ok) return project
    const store = await stores.of(project.value)
    if (!store.ok) return store
    return move({ store: store.value, artifactsRoot: trackingFolder(project.value) })
  }
  return {
    importFrom: async ({ projectId, path }) => {
      const moved = await transfer(projectId, (target) => importStore(target, path))
      if (moved.ok) context.events.emit('tracking.changed', { projectId, experimentIds: [], trackedRunIds: [] })
      return moved
    },
    exportTo: ({ projectId, path }) => transfer(projectId, (target) => exportStore(target, path)),
  }
}
