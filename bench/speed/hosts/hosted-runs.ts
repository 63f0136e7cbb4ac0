import { rm } from 'node:fs/promises'
import type { TempPipeline } from '#engine/testing/temp-project.ts'
import { createTempRuns, type TempRuns } from '#engine/testing/temp-runs.ts'
import { ok } from '#shared/result.ts'
import { readMarks } from '../bench.ts'

const log = `${process.env.TMPDIR ?? '/tmp'}/pipewright-bench-${process.pid}.marks`

/** The engine in this process, as a window hosts it, with runs in the given interpreter. */
export const hostRuns = (python: string, pipelines: readonly TempPipeline[]): Promise<TempRuns> => {
  process.env.BENCH_LOG = log
  return createTempRuns(pipelines, { deps: { interpreterFor: async () => ok({ path: python, version: null }) } })
}

/** Milliseconds of the clock that blocks mark their lines by. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** One run, from the request to the first line of user code, and to the event that lets a window show a line of it. */
export const runToFirstLine = async (
  runs: TempRuns,
  pipelineUuid: string,
): Promise<{ readonly code: number; readonly seen: number }> => {
  await rm(log, { force: true })
  let seen = Number.NaN
  const asked = now()
  const stop = runs.context.events.on('run.logged', () => {
    if (Number.isNaN(seen)) seen = now() - asked
  })
  const run = await runs.finish(pipelineUuid)
  stop()
  if (run.state !== 'completed') throw new Error(`the run ended ${run.state}: ${run.reason}`)
  const [first] = await readMarks(log)
  await rm(log, { force: true })
  return { code: (first?.at ?? Number.NaN) - asked, seen }
}
