import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'

/** Artifacts of tracked runs, and the address of the server. */
export const trackingFolder = (project: Pick<OpenProject, 'stateDirectory'>): string =>
  join(project.stateDirectory, 'tracking')
