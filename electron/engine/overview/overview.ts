import type { OverviewFace } from '#engine/engine.ts'
import type { Histories } from '#engine/history/history.ts'
import type { FindProject } from '#engine/project/open-project.ts'
import type { RunsCapability } from '#engine/run/runs.ts'
import { ok } from '#shared/result.ts'
import { compareRuns } from './compare-runs.ts'
import { blockStatistics, dayBefore, pipelineStatistics, runsPerDay } from './run-statistics.ts'

/** More than these are not looked at: the page must open at once whatever the history holds. */
const mostRuns = 20_000
const mostBlockRuns = 100_000

export type OverviewDependencies = {
  readonly findProject: FindProject
  readonly histories: Histories
  readonly runs: Pick<RunsCapability, 'get'>
}

/** Statistics over runs, and two of them side by side. */
export const createOverview = ({ findProject, histories, runs }: OverviewDependencies): OverviewFace => ({
  get: async ({ projectId, days }) => {
    const project = findProject(projectId)
    const history = project.ok ? await histories.existing(project.value) : project
    if (!history.ok) return history
    const now = Date.now()
    const since = dayBefore(now, days - 1)
    const all = history.value?.durations.runsSince(since, mostRuns) ?? []
    const oldest = all.at(-1)?.runId
    const blocks = oldest === undefined ? [] : (history.value?.durations.blocksFrom(oldest, mostBlockRuns) ?? [])
    return ok({
      days: runsPerDay(all, now, days),
      pipelines: pipelineStatistics(all),
      blocks: blockStatistics(blocks),
      isPartial: all.length === mostRuns || blocks.length === mostBlockRuns,
    })
  },
  compare: async ({ projectId, left, right }) => {
    const project = findProject(projectId)
    if (!project.ok) return project
    const [first, second] = [await runs.get({ projectId, runId: left }), await runs.get({ projectId, runId: right })]
    if (!first.ok) return first
    if (!second.ok) return second
    return ok(await compareRuns(project.value.stateDirectory, { left: first.value, right: second.value }))
  },
})
