/** `history.ts <python> <runs>`: whether starting a run takes longer where there were many; one JSON of milliseconds. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { given, type TempRuns } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'
import { chain } from '../workloads.ts'
import { hostRuns, runToFirstLine } from './hosted-runs.ts'

const [python = 'python3', runs = '5'] = process.argv.slice(2)
const count = Number(runs) * 4
const earlierRuns = 10_000

/** Copies of a run that was made, with their folders. */
const addRuns = async (hosted: TempRuns, run: Run): Promise<void> => {
  const history = given(await hosted.histories.of(hosted.project))
  const host = history.runs.host(run.id) ?? { pid: 1, started: 'at:0' }
  const ids = history.database.transaction(() =>
    Array.from({ length: earlierRuns }, () => {
      const id = history.runs.insert(run, host)
      history.blockRuns.insert(id, run.pipelineUuid, run.blockRuns)
      for (const blockRun of run.blockRuns) history.blockRuns.update(id, blockRun)
      history.runs.update({ ...run, id })
      return id
    }),
  )
  for (const id of ids)
    await mkdir(join(hosted.project.stateDirectory, 'runs', String(id), 'step_1', '1'), { recursive: true })
}

const measure = async (hosted: TempRuns): Promise<number[]> => {
  const values: number[] = []
  for (let run = 0; run < count; run += 1) values.push((await runToFirstLine(hosted, 'chain')).code)
  return values
}

await using hosted = await hostRuns(python, [{ uuid: 'chain', blocks: chain(3) }])
await hosted.runs.warmUp(hosted.project)
const model = await hosted.finish('chain')
const first = await measure(hosted)
await addRuns(hosted, model)
await measure(hosted)
const later = await measure(hosted)
console.log(JSON.stringify({ first, later }))
