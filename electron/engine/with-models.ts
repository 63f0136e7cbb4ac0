import type { Models, Projects } from './engine.ts'
import { faceOf, later } from './later.ts'
import type { ModelsCapability } from './models/models.ts'
import type { FindProject } from './project/open-project.ts'

/** Opening a project removes what a killed host left of versions it was making. */
export const projectsWithModels = (
  projects: Projects,
  { models, find }: { readonly models: ModelsCapability; readonly find: FindProject },
): Projects => {
  const opened = async (answer: ReturnType<Projects['open']>) => {
    const result = await answer
    const project = result.ok ? find(result.value.id) : result
    // Not waited for: nothing that is shown depends on it.
    if (project.ok) void models.sweep(project.value)
    return result
  }
  return {
    ...projects,
    open: (input) => opened(projects.open(input)),
    openExample: (input) => opened(projects.openExample(input)),
  }
}

/** The registry as a host has it: with what code outside of blocks asks through the command line. */
export const modelsOfHost = (models: ModelsCapability, find: FindProject): Models => ({
  ...models,
  ...faceOf(
    later(async () => (await import('./models/from-outside.ts')).createFromOutside(models, find)),
    ['add', 'find'],
  ),
})
