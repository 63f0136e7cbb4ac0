import type { OpenProject } from '#engine/project/open-project.ts'

/** A block while it runs. */
export type RunningBlock = { readonly runId: number; readonly pipelineUuid: string; readonly blockUuid: string }

type Line = Readonly<Record<string, unknown>>

/** What tracks experiments, as runs know it: what a block's process needs for it, and where what it says goes. */
export type RunTracking = {
  /** Asked once per attempt, before the process starts: must not take longer than opening a socket. */
  environmentOf(project: OpenProject, block: RunningBlock): Promise<Readonly<Record<string, string>>>
  /** A line of a block's control channel; `directory` is its block run directory. */
  heard(project: OpenProject, block: RunningBlock & { readonly directory: string }, line: Line): void
}

/** The same for the blocks of one run. */
export type BlockTracking = {
  environmentOf(blockUuid: string): Promise<Readonly<Record<string, string>>>
  heard(place: { readonly directory: string; readonly blockUuid: string }, line: Line): void
}

export const blockTracking = (
  tracking: RunTracking,
  project: OpenProject,
  run: { readonly id: number; readonly pipelineUuid: string },
): BlockTracking => {
  const running = (blockUuid: string) => ({ runId: run.id, pipelineUuid: run.pipelineUuid, blockUuid })
  return {
    environmentOf: (blockUuid) => tracking.environmentOf(project, running(blockUuid)),
    heard: ({ directory, blockUuid }, line) => tracking.heard(project, { ...running(blockUuid), directory }, line),
  }
}

/** Runs that nobody tracks, for hosts that have no experiments. */
export const noTracking: RunTracking = { environmentOf: async () => ({}), heard: () => {} }
