/**
 * Runs projects written for Mage and compares every block with what the real Mage made of it: `npm run conformance -- <folder> …`.
 * Ends with 1 where a pipeline differs and is not in the table of deliberate differences.
 */
import { writeFile } from 'node:fs/promises'
import { readDeliberateDifferences } from './deliberate-differences.ts'
import { type Options, readOptions, usage } from './options.ts'
import { type Case, readCases } from './reference.ts'
import { scoreLine, verdictLines } from './report.ts'
import { runCase } from './run-case.ts'
import { judge, type Verdict } from './verdict.ts'

const isWanted = (filter: string | null) => (found: Case) =>
  filter === null || found.project.includes(filter) || found.pipeline.includes(filter)

const measure = async (options: Options): Promise<Verdict[]> => {
  const cases = (await readCases(options.reference, options.projects)).filter(isWanted(options.filter))
  const table = await readDeliberateDifferences()
  const verdicts: Verdict[] = []
  for (const asked of cases) {
    const start = performance.now()
    const own = await runCase(asked, options)
    const seconds = Math.round((performance.now() - start) / 100) / 10
    const verdict = judge(asked, { ...own, seconds }, table)
    for (const line of verdictLines(verdict)) console.log(line)
    verdicts.push(verdict)
  }
  return verdicts
}

const main = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === null) {
    console.error(usage)
    return 2
  }
  const verdicts = await measure(options)
  if (options.json !== null) await writeFile(options.json, `${JSON.stringify(verdicts, null, 2)}\n`)
  console.log(`\n${scoreLine(verdicts)}`)
  return verdicts.length > 0 && verdicts.every(({ verdict }) => verdict !== 'differs') ? 0 : 1
}

const code = await main()
// Once the output is written: a handle somebody forgot must not keep a script waiting.
process.stdout.write('', () => process.exit(code))
