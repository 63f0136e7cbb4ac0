import type { RequestOutput } from '#shared/contract/requests.ts'
import type { PipelineSummary, Project } from '#shared/model/project.ts'
import type { ProjectWithFiles } from './open-project.ts'
import type { PipelineEntry } from './pipeline-index.ts'
import type { ProjectState } from './project-state.ts'

/** What lists show of a pipeline's runs. */
export type RunFacts = Pick<PipelineSummary, 'runCount' | 'lastRun'>

type SummaryParts = {
  readonly project: ProjectWithFiles
  readonly state: ProjectState
  readonly watchedFiles: number
  readonly git: Project['git']
  readonly runFacts: ReadonlyMap<string, RunFacts>
}

/** The project as the window shows it. */
export const summaryOf = ({ project, state, watchedFiles, git, runFacts }: SummaryParts): Project => {
  const pipelines = [...state.index.entries].map(([uuid, entry]) => summaryOfPipeline(uuid, entry, runFacts.get(uuid)))
  return {
    id: project.id,
    name: project.name,
    path: project.path,
    trusted: project.isTrusted(),
    pipelines: pipelines.sort((a, b) => a.name.localeCompare(b.name) || a.uuid.localeCompare(b.uuid)),
    problems: [...state.problems()],
    watchedFiles,
    git,
  }
}

const summaryOfPipeline = (uuid: string, entry: PipelineEntry, facts: RunFacts | undefined): PipelineSummary => ({
  uuid,
  name: entry.pipeline?.name ?? uuid,
  type: entry.pipeline?.type ?? 'python',
  description: entry.pipeline?.description ?? null,
  tags: entry.pipeline?.tags ?? [],
  blockCount: entry.pipeline?.blocks.length ?? 0,
  triggerCount: entry.triggerCount,
  runCount: facts?.runCount ?? 0,
  lastRun: facts?.lastRun ?? null,
  readable: entry.pipeline !== null,
})

/** Blocks of all pipelines, for search. */
export const blocksOf = (entries: ReadonlyMap<string, PipelineEntry>): RequestOutput<'project.blocks'> =>
  [...entries].flatMap(([pipelineUuid, { pipeline }]) =>
    (pipeline?.blocks ?? []).map((block) => ({
      pipelineUuid,
      blockUuid: block.uuid,
      type: block.type,
      file: block.file,
    })),
  )

/** Code files that pipelines use, each with the ids of those pipelines. */
export const usedFilesOf = (entries: ReadonlyMap<string, PipelineEntry>): ReadonlyMap<string, readonly string[]> => {
  const used = new Map<string, string[]>()
  for (const [uuid, { pipeline }] of entries) {
    const files = new Set((pipeline?.blocks ?? []).flatMap(({ file }) => (file === null ? [] : [file])))
    for (const file of files) used.set(file, [...(used.get(file) ?? []), uuid])
  }
  return used
}
