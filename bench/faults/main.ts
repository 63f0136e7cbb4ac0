/**
 * Cancels and kills as often as is asked for: `npm run faults -- --cancels 50 --kills 100 [--seed 7]`. The gate does fewer.
 */
import { parseArgs } from 'node:util'
import { cancelMany } from '#engine/testing/faults/cancels.ts'
import { killMany } from '#engine/testing/faults/kills.ts'

const { values } = parseArgs({
  options: {
    cancels: { type: 'string', default: '50' },
    kills: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
})
const seed = Number(values.seed)
console.log(`seed ${seed}`)

const timed = async <Value>(work: () => Promise<Value>): Promise<Value & { readonly seconds: string }> => {
  const started = performance.now()
  const value = await work()
  return { ...value, seconds: ((performance.now() - started) / 1000).toFixed(0) }
}

const faults: string[] = []

const { cancelled, survivors, seconds } = await timed(() =>
  cancelMany({ count: Number(values.cancels), atOnce: Number(values['at-once']), seed }),
)
const told = cancelled.map(({ toldMs }) => toldMs).sort((left, right) => left - right)
const started = cancelled.reduce((sum, { processes }) => sum + processes, 0)
for (const { state, aliveWhenTold } of cancelled)
  if (state !== 'cancelled' || aliveWhenTold > 0)
    faults.push(`a cancelled run is ${state}, ${aliveWhenTold} processes were alive when that was told`)
if (survivors.length > 0) faults.push(`${survivors.length} processes of cancelled runs are alive`)
if (told.length > 0)
  console.log(
    `${told.length} runs with ${started} processes cancelled in ${seconds} s: ${survivors.length} survivors; told after ${Math.round(told[0] ?? 0)} to ${Math.round(told.at(-1) ?? 0)} ms, median ${Math.round(told[told.length >> 1] ?? 0)} ms`,
  )

const kills = await timed(async () => ({ killed: await killMany({ count: Number(values.kills), seed }) }))
const { killed } = kills
for (const { afterMs, wrong } of killed) for (const words of wrong) faults.push(`killed after ${afterMs} ms: ${words}`)
const unfinished = killed.filter(({ finished }) => finished < 10).length
console.log(
  `${killed.length} hosts killed in ${kills.seconds} s, ${unfinished} of them before the run had ended: ${killed.filter(({ wrong }) => wrong.length > 0).length} with a history that is not true or other outputs after going on`,
)

for (const fault of faults) console.error(fault)
process.exitCode = faults.length === 0 ? 0 : 1
