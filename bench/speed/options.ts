import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export type Options = {
  /** Parts of row names; empty takes all rows. */
  readonly only: readonly string[]
  /** Repetitions of each measurement. */
  readonly runs: number
  /** How long the flood of log lines lasts. */
  readonly floodSeconds: number
  /** Other systems to measure beside ours, by name. */
  readonly peers: readonly string[]
  /** Interpreter with pandas, scikit-learn and pyarrow; null lets uv make one. */
  readonly python: string | null
  readonly json: string | null
}

export const usage = `npm run bench -- [options]

Measures how fast runs are, beside the floors of this machine; bench/README.md says how to read it.

  --only ROW,…      only rows with one of these in their name
  --quick           3 repetitions and 5 s of log lines: to see the direction, not to quote
  --runs N          repetitions (default: 5); figures are medians
  --flood SECONDS   how long 100,000 log lines a second are written (default: 60)
  --peers NAME,…    also measure luigi, mage, prefect, dagster, kfp on the same work; installed by uv on first use
  --python PATH     interpreter with pandas, scikit-learn and pyarrow (default: one made by uv in .cache/bench)
  --json FILE       write every single figure`

const listed = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** What was asked for on the command line; null where it makes no sense. */
export const readOptions = (parameters: readonly string[]): Options | null => {
  const text = { type: 'string' } as const
  const options = { only: text, runs: text, flood: text, peers: text, python: text, json: text }
  try {
    const { values } = parseArgs({ args: [...parameters], options: { ...options, quick: { type: 'boolean' } } })
    const runs = Number(values.runs ?? (values.quick === true ? 3 : 5))
    const floodSeconds = Number(values.flood ?? (values.quick === true ? 5 : 60))
    if (!(Number.isInteger(runs) && runs > 0) || !(floodSeconds > 0)) return null
    return {
      only: listed(values.only),
      runs,
      floodSeconds,
      peers: listed(values.peers),
      // Not resolved through links: a virtual environment is known by the link it is entered by.
      python: values.python === undefined ? null : resolve(values.python),
      json: values.json === undefined ? null : resolve(values.json),
    }
  } catch {
    return null
  }
}
