/**
 * `flood.ts <python> <seconds>`: a block writes 100,000 lines a second; what is lost of them, how long the event loop is held up, and
 * how the memory of the host goes. One JSON.
 */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { hostRuns } from './hosted-runs.ts'

const [python = 'python3', seconds = '60'] = process.argv.slice(2)
const linesPerSecond = 100_000
const lines = linesPerSecond * Number(seconds)
/** Delays are sampled this often; the histogram holds the time between samples. */
const resolutionMs = 5

const code = `import time

@custom
def flood(*args, **kwargs):
    start = time.monotonic()
    for number in range(${lines}):
        print('line', number)
        if number % 1000 == 999:
            time.sleep(max(0.0, start + number / ${linesPerSecond} - time.monotonic()))
    return time.monotonic() - start - ${Number(seconds)}
`

/** Lines that are not in the file in their order. */
const countLost = async (path: string): Promise<number> => {
  let next = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if ((JSON.parse(line) as { text: string }).text === `line ${next}`) next += 1
  }
  return lines - next
}

await using hosted = await hostRuns(python, [{ uuid: 'flood', blocks: [{ uuid: 'flood', type: 'custom', code }] }])
// What a window keeps is bounded; the list of the test harness is not.
hosted.context.events.on('run.logged', () => {
  hosted.logged.length = 0
})
await hosted.runs.warmUp(hosted.project)
const memoryMb: number[] = []
const timer = setInterval(() => memoryMb.push(process.memoryUsage.rss() / 2 ** 20), 250)
const delays = monitorEventLoopDelay({ resolution: resolutionMs })
delays.enable()
const run = await hosted.finish('flood')
delays.disable()
clearInterval(timer)
if (run.state !== 'completed') throw new Error(`the flood ended ${run.state}: ${run.reason}`)
const lost = await countLost(join(hosted.project.stateDirectory, 'runs', String(run.id), 'flood', '1', 'log.ndjson'))
const loopP99Ms = Math.max(0, delays.percentile(99) / 1e6 - resolutionMs)
const keptUpMs = (run.endedAt ?? 0) - (run.startedAt ?? 0) - Number(seconds) * 1000
console.log(JSON.stringify({ lines, lost, loopP99Ms, memoryMb, keptUpMs }))
