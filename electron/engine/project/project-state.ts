import type { Problem } from '#shared/model/problem.ts'
import { createPipelineIndex, type PipelineIndex, type ReadPipeline } from './pipeline-index.ts'
import { folderProblems, readProjectFile } from './project-problems.ts'

/** What a project's files said when they were last read. */
export type ProjectState = {
  readonly index: PipelineIndex
  /** Looks at the folder itself and the project file. */
  refreshFolder(): Promise<void>
  /** Reads everything whose bytes changed; answers the pipelines that did. */
  refreshAll(): Promise<ReadonlySet<string>>
  /** A problem that does not come from a file and stays until the project is closed. */
  addProblem(problem: Problem): void
  problems(): readonly Problem[]
}

/** What is read of a project besides its own file. */
export type ProjectReaders = {
  readonly readPipeline: ReadPipeline
  /** What is wrong with files that belong to no pipeline (models). */
  readonly readProblems: (projectPath: string) => Promise<readonly Problem[]>
}

/** Empty until `refreshAll`. */
export const createProjectState = (path: string, { readPipeline, readProblems }: ProjectReaders): ProjectState => {
  const index = createPipelineIndex(path, readPipeline)
  const lasting: Problem[] = []
  let folder: readonly Problem[] = []
  let others: readonly Problem[] = []
  let file: Awaited<ReturnType<typeof readProjectFile>> = { metadata: {}, problems: [] }
  const refreshFolder = async () => {
    folder = await folderProblems(path)
    file = folder.some((problem) => problem.code === 'folder-missing')
      ? { metadata: {}, problems: [] }
      : await readProjectFile(path)
    others = await readProblems(path)
  }
  return {
    index,
    refreshFolder,
    refreshAll: async () => {
      const [changed] = await Promise.all([index.refresh('all'), refreshFolder()])
      return changed
    },
    addProblem: (problem) => {
      if (!lasting.some(({ id }) => id === problem.id)) lasting.push(problem)
    },
    problems: () => [
      ...lasting,
      ...folder,
      ...file.problems,
      ...others,
      ...[...index.entries.values()].flatMap((entry) => entry.problems),
    ],
  }
}
