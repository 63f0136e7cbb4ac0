import { fail } from '#shared/result.ts'
import type { Pipelines, Projects } from './engine.ts'
import type { Histories } from './history/history.ts'
import type { FindProject } from './project/open-project.ts'
import type { RunsCapability } from './run/runs.ts'
import type { TrackingCapability } from './tracking/tracking.ts'

type Parts = {
  readonly runs: RunsCapability
  readonly tracking: TrackingCapability
  readonly histories: Histories
  readonly find: FindProject
}

/** Runs per pipeline as the list of pipelines shows them; none where there is no history or it cannot be read. */
export const runFactsOf = (histories: Histories, findProject: FindProject) => async (projectId: string) => {
  const project = findProject(projectId)
  const history = project.ok ? await histories.existing(project.value) : project
  return history.ok && history.value !== null ? history.value.runs.byPipeline() : new Map()
}

/**
 * Opening makes the history true (runs of a host that is gone become `crashed`) before anything is shown of it, and a trusted project's
 * interpreter is warmed up behind that; closing ends its processes.
 */
export const projectsWithRuns = (projects: Projects, parts: Parts): Projects => {
  const { runs, histories, tracking, find } = parts
  const opened = async (answer: ReturnType<Projects['open']>) => {
    const result = await answer
    const project = result.ok ? find(result.value.id) : result
    if (!result.ok || !project.ok) return result
    const isChanged = await runs.recover(project.value)
    void runs.warmUp(project.value)
    return isChanged ? projects.get({ projectId: result.value.id }) : result
  }
  return {
    ...projects,
    open: (input) => opened(projects.open(input)),
    openExample: (input) => opened(projects.openExample(input)),
    trust: async (input) => {
      const trusted = await projects.trust(input)
      const project = find(input.projectId)
      if (trusted.ok && project.ok) void runs.warmUp(project.value)
      return trusted
    },
    close: async (input) => {
      await runs.closeProject(input.projectId)
      await tracking.closeProject(input.projectId)
      await histories.close(input.projectId)
      return projects.close(input)
    },
  }
}

/** A pipeline that runs keeps its name and place; one that is renamed takes its runs along. */
export const pipelinesWithRuns = (pipelines: Pipelines, { runs, histories, find }: Parts): Pipelines => {
  const refusal = (input: { projectId: string; pipelineUuid: string }, verb: string) =>
    runs.isActive(input.projectId, input.pipelineUuid)
      ? fail(
          'run-active',
          `"${input.pipelineUuid}" is running. Wait for the end of its run or cancel it, then ${verb} it.`,
        )
      : null
  return {
    ...pipelines,
    delete: async (input) => refusal(input, 'delete') ?? pipelines.delete(input),
    rename: async (input) => {
      const refused = refusal(input, 'rename')
      if (refused !== null) return refused
      const renamed = await pipelines.rename(input)
      const project = find(input.projectId)
      const history = project.ok ? await histories.existing(project.value) : project
      if (renamed.ok && history.ok) history.value?.renamePipeline(input.pipelineUuid, renamed.value.uuid)
      return renamed
    },
  }
}
