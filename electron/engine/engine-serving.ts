import type { Projects } from './engine.ts'
import type { Foundation } from './engine-foundation.ts'
import { createPipelineCalls } from './serving/pipeline-calls.ts'
import { createServing, type ServingCapability } from './serving/serving.ts'

/** Models as running APIs. A version that answers is not deleted. */
export const createEndpoints = ({
  context,
  held,
  models,
  environments,
  runs,
  outputs,
}: Foundation): ServingCapability => {
  const { findProject } = held
  const runPipeline = createPipelineCalls({ runs, outputs })
  const serving = createServing(context, {
    findProject,
    models,
    interpreterFor: environments.interpreterFor,
    runPipeline,
  })
  models.noteServing((projectId, name) => {
    const project = findProject(projectId)
    return (project.ok ? (serving.routes(project.value, name) ?? []) : []).map(({ version }) => version)
  })
  return serving
}

/** Closing a project stops what is served of it. */
export const projectsWithEndpoints = (endpoints: ServingCapability, projects: Projects): Projects => ({
  ...projects,
  close: async (input) => {
    await endpoints.closeProject(input.projectId)
    return projects.close(input)
  },
})
