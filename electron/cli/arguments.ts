import { parseArgs } from 'node:util'
import type { Json, JsonMap } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { type CommandFacts, commandFacts, commonOptions } from './commands.ts'

const options = {
  block: { type: 'string' },
  to: { type: 'string' },
  from: { type: 'string' },
  var: { type: 'string', multiple: true },
  changed: { type: 'boolean' },
  explain: { type: 'boolean' },
  resume: { type: 'string' },
  again: { type: 'string', multiple: true },
  run: { type: 'string' },
  every: { type: 'string' },
  parallel: { type: 'string' },
  workers: { type: 'string' },
  traffic: { type: 'string' },
  alias: { type: 'string' },
  reason: { type: 'string' },
  facts: { type: 'string' },
  files: { type: 'boolean' },
  as: { type: 'string' },
  port: { type: 'string' },
  over: { type: 'string', multiple: true },
  metric: { type: 'string' },
  maximise: { type: 'boolean' },
  random: { type: 'string' },
  seed: { type: 'string' },
  halving: { type: 'string' },
  token: { type: 'boolean' },
  json: { type: 'boolean' },
  trust: { type: 'boolean' },
  color: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** What was typed, taken apart. */
export type Arguments = {
  readonly command: string | null
  readonly positionals: readonly string[]
  readonly block: string | null
  readonly to: string | null
  readonly from: string | null
  readonly variables: readonly string[]
  /** Only what changed runs; the rest is reused. */
  readonly changed: boolean
  /** Only says what would run. */
  readonly explain: boolean
  /** The number of the run to go on from, as typed. */
  readonly resume: string | null
  /** Block runs of that run which alone run again: `each:3`, `each`, `each:failed`. */
  readonly again: readonly string[]
  /** The number of the run to look into, as typed. */
  readonly run: string | null
  /** Of a backfill: `day`, `2 hours`. */
  readonly every: string | null
  /** Of a backfill: runs at once, as typed. */
  readonly parallel: string | null
  /** Of an endpoint, as typed. */
  readonly workers: string | null
  /** Pipeline that sends requests to a served model. */
  readonly traffic: string | null
  /** Of a model that is registered. */
  readonly alias: string | null
  /** Why a model is promoted or rolled back. */
  readonly reason: string | null
  /** File of what is known of a model that is registered. */
  readonly facts: string | null
  /** Only says where the files of a model are. */
  readonly files: boolean
  /** What a model is packaged as. */
  readonly as: string | null
  /** Of a sweep: `lr=0.01,0.1`, `depth=3..9`. */
  readonly over: readonly string[]
  readonly metric: string | null
  readonly maximise: boolean
  /** Of a sweep: how many combinations are drawn, as typed; null = all of them. */
  readonly random: string | null
  readonly seed: string | null
  /** Of a sweep: the first step runs are compared at, as typed; null = all run to their end. */
  readonly halving: string | null
  /** Of a server, as typed. */
  readonly port: string | null
  /** Of a server: whoever calls from this computer needs no token. */
  readonly openToAll: boolean
  readonly json: boolean
  readonly trust: boolean
  /** Null: decided by the terminal. */
  readonly color: boolean | null
  readonly help: boolean
  readonly version: boolean
}

const orNull = (value: string | undefined): string | null => value ?? null

/** Of the options that are either given or not. */
const absent = {
  changed: false,
  explain: false,
  files: false,
  maximise: false,
  json: false,
  trust: false,
  help: false,
  version: false,
} as const

const common: ReadonlySet<string> = new Set(commonOptions)

/** What was typed that the command can make nothing of: passed over in silence, it would do something else than was meant. */
const complaint = (name: string, facts: CommandFacts, given: { options: string[]; words: string[] }): string | null => {
  const { options = {}, words, usage } = facts
  const option = given.options.find((typed) => !common.has(typed) && !Object.hasOwn(options, typed))
  if (option !== undefined) return `"${name}" takes no option --${option}. See pipewright ${name} --help.`
  const extra = given.words[words]
  return extra === undefined
    ? null
    : `"${extra}" is one word too many. Expected: pipewright ${usage.join(', or pipewright ')}.`
}

const checkUse = (command: string | null, given: { options: string[]; words: string[] }): Result<null> => {
  const facts = command === null || !Object.hasOwn(commandFacts, command) ? undefined : commandFacts[command]
  const words = facts === undefined || command === null ? null : complaint(command, facts, given)
  return words === null ? ok(null) : fail('invalid-input', words)
}

/** The first sentence of what Node says: the others are about what nobody wants. */
const wordsOf = (error: unknown): string => {
  const said = error instanceof Error ? error.message : String(error)
  return `${said.split(/[.\n]/)[0] ?? said}.`
}

/** Takes a command line apart; fails with `invalid-input` and words for what is not understood, or not taken by the command. */
export const parseArguments = (typed: readonly string[]): Result<Arguments> => {
  try {
    const { values: given, positionals } = parseArgs({
      args: [...typed],
      options,
      allowPositionals: true,
      allowNegative: true,
    })
    const [command = null, ...rest] = positionals
    const used = checkUse(command, { options: Object.keys(given), words: rest })
    const values = { ...absent, ...given }
    if (!used.ok && !values.help) return used
    return ok({
      command,
      positionals: rest,
      block: orNull(values.block),
      to: orNull(values.to),
      from: orNull(values.from),
      variables: values.var ?? [],
      changed: values.changed,
      explain: values.explain,
      resume: orNull(values.resume),
      again: values.again ?? [],
      run: orNull(values.run),
      every: orNull(values.every),
      parallel: orNull(values.parallel),
      workers: orNull(values.workers),
      traffic: orNull(values.traffic),
      alias: orNull(values.alias),
      reason: orNull(values.reason),
      facts: orNull(values.facts),
      files: values.files,
      as: orNull(values.as),
      port: orNull(values.port),
      over: values.over ?? [],
      metric: orNull(values.metric),
      maximise: values.maximise,
      random: orNull(values.random),
      seed: orNull(values.seed),
      halving: orNull(values.halving),
      openToAll: values.token === false,
      json: values.json,
      trust: values.trust,
      color: values.color ?? null,
      help: values.help,
      version: values.version,
    })
  } catch (error) {
    return fail('invalid-input', `${wordsOf(error)} See pipewright --help.`)
  }
}

const jsonOrText = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/**
 * Reads `--var name=value`. A value is JSON where it parses (`5`, `true`, `[1, 2]`), text otherwise; where the pipeline declares the
 * variable as text it stays text.
 */
export const parseVariables = (typed: readonly string[], declared: JsonMap): Result<JsonMap> => {
  const variables: JsonMap = {}
  for (const pair of typed) {
    const split = pair.indexOf('=')
    if (split < 1) return fail('invalid-input', `--var expects name=value; "${pair}" has no name or no "=".`)
    const name = pair.slice(0, split)
    const text = pair.slice(split + 1)
    variables[name] = typeof declared[name] === 'string' ? text : jsonOrText(text)
  }
  return ok(variables)
}
