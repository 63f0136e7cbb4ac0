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

/** One run: milliseconds from the request to each mark of its blocks, and to the event that lets a window show a line of it. */
export const runToMarks = async (
  runs: TempRuns,
  pipelineUuid: string,
): Promise<{ readonly marks: readonly number[]; readonly seen: number }> => {
  await rm(log, { force: true })
  let seen = Number.NaN
  const asked = now()
  const stop = runs.context.events.on('run.logged', () => {
    if (Number.isNaN(seen)) seen = now() - asked
  })
  const run = await runs.finish(pipelineUuid)
  stop()
  if (run.state !== 'completed') throw new Error(`the run ended ${run.state}: ${run.reason}`)
  const marks = (await readMarks(log)).map(({ at }) => at - asked)
  await rm(log, { force: true })
  return { marks, seen }
}

/** One run, from the request to the first line of user code, and to the event that lets a window show a line of it. */
export const runToFirstLine = async (
  runs: TempRuns,
  pipelineUuid: string,
): Promise<{ readonly code: number; readonly seen: number }> => {
  const { marks, seen } = await runToMarks(runs, pipelineUuid)
  return { code: marks[0] ?? Number.NaN, seen }
}
