import { sweepZones } from './sweep.ts'

const zones = Intl.supportedValuesOf('timeZone')
const started = performance.now()
const { cases, changes, disagreements } = sweepZones(zones)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
for (const disagreement of disagreements.slice(0, 20)) console.log(JSON.stringify(disagreement))
console.log(
  `${zones.length} zones, ${changes} changes of clocks, ${cases} cases in ${seconds} s: ${disagreements.length} disagree`,
)
process.exitCode = disagreements.length === 0 ? 0 : 1
