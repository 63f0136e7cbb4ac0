/** `warm-chain.ts <python> <runs>`: gaps between user lines of ten blocks in a process that ran them before; one JSON of milliseconds. */
import { gaps, median } from '../statistics.ts'
import { chain } from '../workloads.ts'
import { hostRuns, runToMarks } from './hosted-runs.ts'

const [python = 'python3', runs = '5'] = process.argv.slice(2)

await using hosted = await hostRuns(python, [{ uuid: 'chain10', blocks: chain(10) }])
await hosted.runs.warmUp(hosted.project)
await runToMarks(hosted, 'chain10')
const gap: number[] = []
for (let run = 0; run < Number(runs); run += 1) gap.push(median(gaps((await runToMarks(hosted, 'chain10')).marks)))
console.log(JSON.stringify({ gap }))
