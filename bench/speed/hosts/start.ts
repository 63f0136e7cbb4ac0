/** `start.ts <python> <runs>`: how long from Run to the first line of user code; one JSON of milliseconds. */
import { importing } from '../workloads.ts'
import { hostRuns, runToFirstLine } from './hosted-runs.ts'

const [python = 'python3', runs = '5'] = process.argv.slice(2)
const count = Number(runs)
const [block] = importing()
const printing = {
  ...block,
  uuid: 'imports',
  code: block?.code?.replace("    mark('imports')", "    mark('imports')\n    print('first')") ?? '',
}
const pipelines = [{ uuid: 'imports', blocks: [printing] }]

const cold: number[] = []
for (let run = 0; run < count; run += 1) {
  await using hosted = await hostRuns(python, pipelines)
  cold.push((await runToFirstLine(hosted, 'imports')).code)
}

await using hosted = await hostRuns(python, pipelines)
await hosted.runs.warmUp(hosted.project)
// The first waits for what is still being loaded.
await runToFirstLine(hosted, 'imports')
const warm: { readonly code: number; readonly seen: number }[] = []
for (let run = 0; run < count * 4; run += 1) warm.push(await runToFirstLine(hosted, 'imports'))
console.log(JSON.stringify({ cold, warm: warm.map(({ code }) => code), seen: warm.map(({ seen }) => seen) }))
