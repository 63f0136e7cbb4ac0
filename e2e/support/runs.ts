import { expect, type Page } from '@playwright/test'
import type { Bridge } from '#shared/contract/bridge.ts'
import type { Run } from '#shared/model/run.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { workbench } from './workbench.ts'

/** The runs of a pipeline, as the engine has them. */
export type PipelineRuns = {
  /** Waits until the run of that number has ended. */
  end(runId: number): Promise<Run>
  /** Begins to note what the window is told of runs. */
  listen(): Promise<void>
  /** Whether a line of the log came while its run was still going on. */
  heard(): Promise<{ readonly firstLineBeforeEnd: boolean }>
}

/** Notes in the window, in the order in which things were told. */
const note = (): void => {
  const { bridge } = window as unknown as { bridge: Bridge }
  const told: string[] = []
  Reflect.set(window, 'toldOfRuns', told)
  bridge.subscribe('run.logged', () => told.push('line'))
  bridge.subscribe('run.happened', ({ event }) => told.push(event.kind))
}

/** Runs of the project that the window shows. */
export const runs = async (page: Page, pipelineUuid: string): Promise<PipelineRuns> => {
  const bench = workbench(page)
  const project = async (): Promise<string> => {
    const { projectId } = await bench.request('system.start', {})
    if (projectId === null) throw new Error('No project is open.')
    return projectId
  }
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  const projectId = await project()
  const latest = () => bench.request('run.latest', { projectId, pipelineUuid })
  return {
    end: async (runId) => {
      const over = async () => {
        const run = await latest()
        return run !== null && run.id === runId && isFinalRunState(run.state)
      }
      await expect.poll(over, { timeout: 45_000 }).toBe(true)
      const run = await latest()
      if (run === null) throw new Error('There is no run.')
      return run
    },
    listen: () => page.evaluate(note),
    heard: async () => {
      const told: readonly string[] = await page.evaluate(() => Reflect.get(window, 'toldOfRuns'))
      const line = told.indexOf('line')
      return { firstLineBeforeEnd: line >= 0 && line < told.lastIndexOf('run-ended') }
    },
  }
}
