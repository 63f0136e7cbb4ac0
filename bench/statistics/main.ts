import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { statisticsReady } from '#shared/statistics/special-functions.ts'
import { type Answers, distanceBetween, ourAnswers } from './answers.ts'
import { caseCount, caseOf } from './cases.ts'

/**
 * Compares `shared/statistics` with SciPy, scikit-learn and NumPy: `npm run bench:statistics -- <python with scikit-learn>`. With `--record`
 * their answers are kept for the test of the gate.
 */
const python = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'python3'
const cases = Array.from({ length: caseCount }, (_, index) => caseOf(index))
const asked = spawnSync(python, [new URL('oracle.py', import.meta.url).pathname], {
  input: cases.map((one) => JSON.stringify(one)).join('\n'),
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
})
if (asked.status !== 0)
  throw new Error(
    `${python} with scipy and scikit-learn was expected; it said: ${asked.stderr || asked.error?.message}`,
  )
const answers = asked.stdout.trim().split('\n')
const recorded = new URL('recorded.ndjson', import.meta.url)
if (process.argv.includes('--record')) writeFileSync(recorded, `${answers.join('\n')}\n`)

await statisticsReady()
const worst = new Map<string, { distance: number; index: number }>()
const started = performance.now()
cases.forEach((one, index) => {
  const theirs: Answers = JSON.parse((answers[index] ?? '{}').replaceAll('NaN', 'null'))
  for (const [name, ours] of Object.entries(ourAnswers(one))) {
    const distance = distanceBetween(ours, theirs[name] ?? [])
    if (distance >= (worst.get(name)?.distance ?? 0)) worst.set(name, { distance, index })
  }
})
const seconds = ((performance.now() - started) / 1000).toFixed(1)
for (const [name, { distance, index }] of worst)
  console.log(`${name.padEnd(22)} ${distance.toExponential(1)} at most (case ${index})`)
const wrong = [...worst.values()].filter(({ distance }) => !(distance <= 1e-9)).length
console.log(`${caseCount} cases of ${worst.size} statistics in ${seconds} s: ${wrong} beyond 1e-9`)
process.exitCode = wrong === 0 ? 0 : 1
