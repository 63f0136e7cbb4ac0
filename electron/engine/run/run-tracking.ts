import type { OpenProject } from '#engine/project/open-project.ts'

/** A block while it runs. */
export type RunningBlock = { readonly runId: number; readonly pipelineUuid: string; readonly blockUuid: string }

/** What tracks experiments, as runs know it: what a block's process needs for it, and where what it says goes. */
export type RunTracking = {
  /** Asked once per attempt, before the process starts: must not take longer than opening a socket. */
  environmentOf(project: OpenProject, block: RunningBlock): Promise<Readonly<Record<string, string>>>
  /** A line of a block's control channel; `directory` is its block run directory. */
  heard(
    project: OpenProject,
    block: RunningBlock & { readonly directory: string },
    line: Readonly<Record<string, unknown>>,
  ): void
}
