/**
 * How long from Run to the first line of user code, how long between two blocks, how fast a flood of lines is kept.
 * `node bench/run/first-line.ts [runs]` (Node 23 or newer, which reads TypeScript); prints one JSON.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { floods } from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, type TempRuns } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'

const count = Number(process.argv[2] ?? 30)
const chainLength = 50
const floodLines = 500_000

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 10) / 10
}
const highest = (values: readonly number[]): number => Math.round(Math.max(...values) * 10) / 10

const noop = '@transformer\ndef run(*args, **kwargs):\n    return 1\n'
const pipelines = [
  { uuid: 'one', blocks: [{ uuid: 'only', code: noop.replace('return', 'print("first")\n    return') }] },
  {
    uuid: 'chain',
    blocks: Array.from({ length: chainLength }, (_, index) => ({
      uuid: `b${index}`,
      code: noop,
      ...(index === 0 ? {} : { upstream: [`b${index - 1}`] }),
    })),
  },
  { uuid: 'flood', blocks: [{ uuid: 'many', code: floods(floodLines) }] },
]

/** When the runner entered user code, by its own clock. */
const userCodeStartedAt = async (temp: TempRuns, run: Run, blockUuid: string): Promise<number> => {
  const path = join(temp.project.stateDirectory, 'runs', String(run.id), blockUuid, '1', 'result.json')
  return JSON.parse(await readFile(path, 'utf8')).userCodeStartedAt
}

const firstLine = async (temp: TempRuns): Promise<{ code: number; seen: number; whole: number }> => {
  const clicked = performance.timeOrigin + performance.now()
  let seen = 0
  const stop = temp.context.events.on('run.logged', () => {
    seen ||= performance.timeOrigin + performance.now() - clicked
  })
  const run = await temp.finish('one')
  stop()
  const whole = performance.timeOrigin + performance.now() - clicked
  return { code: (await userCodeStartedAt(temp, run, 'only')) - clicked, seen, whole }
}

const measureStart = async () => {
  const cold: number[] = []
  for (let index = 0; index < 5; index += 1) {
    await using temp = await createTempRuns(pipelines)
    cold.push((await firstLine(temp)).code)
  }
  await using temp = await createTempRuns(pipelines)
  await temp.runs.warmUp(temp.project)
  const warm: { code: number; seen: number; whole: number }[] = []
  for (let index = 0; index < count; index += 1) warm.push(await firstLine(temp))
  return {
    coldMs: { median: median(cold), highest: highest(cold) },
    warmMs: { median: median(warm.map(({ code }) => code)), highest: highest(warm.map(({ code }) => code)) },
    warmSeenInWindowMs: { median: median(warm.map(({ seen }) => seen)) },
    wholeRunMs: { median: median(warm.map(({ whole }) => whole)) },
  }
}

const measureChain = async () => {
  await using temp = await createTempRuns(pipelines)
  await temp.runs.warmUp(temp.project)
  const run = await temp.finish('chain')
  const gaps: number[] = []
  for (const [index, blockRun] of run.blockRuns.entries()) {
    const before = run.blockRuns[index - 1]
    if (before?.endedAt == null || blockRun.startedAt === null) continue
    gaps.push((await userCodeStartedAt(temp, run, blockRun.blockUuid)) - before.endedAt)
  }
  const whole = (run.endedAt ?? 0) - (run.startedAt ?? 0)
  return {
    blocks: chainLength,
    perBlockMs: Math.round((whole / chainLength) * 10) / 10,
    endToNextUserCodeMs: median(gaps),
  }
}

const measureFlood = async () => {
  await using temp = await createTempRuns(pipelines)
  await temp.runs.warmUp(temp.project)
  const run = await temp.finish('flood')
  const seconds = ((run.endedAt ?? 0) - (run.startedAt ?? 0)) / 1000
  const memoryMb = Math.round(process.memoryUsage().rss / 2 ** 20)
  return {
    lines: floodLines,
    linesPerSecond: Math.round(floodLines / seconds),
    hostMemoryMb: memoryMb,
    seen: temp.logged.length,
  }
}

console.log(
  JSON.stringify({ start: await measureStart(), chain: await measureChain(), flood: await measureFlood() }, null, 2),
)
