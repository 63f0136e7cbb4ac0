/** Measures how fast runs are, beside the floors of this machine and other systems: `npm run bench`; see bench/README.md. */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, environment, measureCommand, measureFloors, pipewright } from './bench.ts'
import { type MeasuredRow, tableHead, tableRow } from './measurement.ts'
import { type Options, readOptions, usage } from './options.ts'
import { rows } from './rows.ts'
import { rounded } from './statistics.ts'
import { tableLines } from './table.ts'

const floorsLine = ({ floors }: Bench): string =>
  Object.entries(floors)
    .map(([name, value]) => `${name} ${rounded(value)}`)
    .join(' · ')

/** A part that is the whole name of a row means that row alone. */
const isWanted =
  ({ only }: Options) =>
  ({ name }: { readonly name: string }): boolean =>
    only.length === 0 ||
    only.some((part) => name === part || (name.includes(part) && !rows.some((row) => row.name === part)))

/** A row that fails is said and left out; the others go on. */
const measureRows = async (bench: Bench): Promise<MeasuredRow[]> => {
  const measured: MeasuredRow[] = []
  for (const row of rows.filter(isWanted(bench.options))) {
    const started = performance.now()
    try {
      measured.push({ row: row.name, measurements: await row.measure(bench) })
    } catch (error) {
      console.error(`${row.name} could not be measured: ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
    }
    console.error(`${row.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
  return measured
}

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2))
  if (options === null) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pipewright-bench-')))
  try {
    const python = options.python ?? (await environment('own', ['pandas', 'scikit-learn', 'pyarrow']))
    const bench: Bench = { options, python, folder, floors: await measureFloors(python, folder) }
    // Builds where sources are newer: that must not be part of a measurement.
    await measureCommand(bench, pipewright(bench, '--version'), 0)
    const measured = await measureRows(bench)
    const lines = measured.flatMap(({ row, measurements }) =>
      measurements.map((measurement) => tableRow(row, measurement, options.peers)),
    )
    console.log(`${cpus().length} processors, load ${loadavg().map(rounded).join(' ')}, ${options.runs} repetitions`)
    console.log(`floors in ms: ${floorsLine(bench)}\n`)
    console.log(tableLines(tableHead(options.peers), lines).join('\n'))
    if (options.json !== null)
      await writeFile(options.json, `${JSON.stringify({ floors: bench.floors, measured }, null, 2)}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
