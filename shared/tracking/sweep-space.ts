import type { Json, JsonMap } from '../model/json.ts'
import { fail, ok, type Result } from '../result.ts'

/** What a variable of a sweep may be. */
export type SweepVariable =
  | { readonly name: string; readonly kind: 'values'; readonly values: readonly Json[] }
  | {
      readonly name: string
      readonly kind: 'range'
      readonly from: number
      readonly to: number
      readonly isLog: boolean
      readonly isWhole: boolean
    }

const jsonOrText = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

const rangeOf = (name: string, text: string): SweepVariable | null => {
  const found = /^(log:)?(-?[\d.]+(?:e-?\d+)?)\.\.(-?[\d.]+(?:e-?\d+)?)$/i.exec(text)
  const [, log, first, last] = found ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === undefined || last === undefined || !(from < to)) return null
  const isWhole = !/[.e]/i.test(first + last)
  return { name, kind: 'range', from, to, isLog: log !== undefined, isWhole }
}

/**
 * Reads `lr=0.01,0.1` (these values), `depth=3..9` (whole numbers in between), `lr=log:0.0001..0.1` (any number in between, evenly by its
 * order of magnitude).
 */
export const parseSweepVariable = (typed: string): Result<SweepVariable> => {
  const split = typed.indexOf('=')
  const name = typed.slice(0, split)
  const text = typed.slice(split + 1)
  if (split < 1 || text === '')
    return fail('invalid-input', `--over expects name=value,value or name=from..to; got "${typed}".`)
  const range = rangeOf(name, text)
  if (range === null) return ok({ name, kind: 'values', values: text.split(',').map(jsonOrText) })
  if (range.kind === 'range' && range.isLog && range.from <= 0)
    return fail('invalid-input', `A range by order of magnitude starts above 0; ${name} starts at ${range.from}.`)
  return ok(range)
}

/** Reads several; the first that is wrong is told. */
export const parseSweepVariables = (typed: readonly string[]): Result<readonly SweepVariable[]> => {
  const variables: SweepVariable[] = []
  for (const text of typed) {
    const variable = parseSweepVariable(text)
    if (!variable.ok) return variable
    variables.push(variable.value)
  }
  return ok(variables)
}

/** More runs than this are a mistake. */
export const mostTrials = 10_000

/** Every combination; a range of whole numbers counts each of them, any other range has no end of values and is refused. */
export const gridOf = (variables: readonly SweepVariable[]): Result<readonly JsonMap[]> => {
  let trials: readonly JsonMap[] = [{}]
  for (const variable of variables) {
    if (variable.kind === 'range' && !variable.isWhole)
      return fail(
        'invalid-input',
        `${variable.name} is a range without end; name its values, or draw some of it at random.`,
      )
    const values: readonly Json[] =
      variable.kind === 'values'
        ? variable.values
        : Array.from({ length: variable.to - variable.from + 1 }, (_, at) => variable.from + at)
    if (trials.length * values.length > mostTrials)
      return fail('invalid-input', `That is more than ${mostTrials} runs. Name fewer values, or draw some at random.`)
    trials = trials.flatMap((trial) => values.map((value) => ({ ...trial, [variable.name]: value })))
  }
  return ok(trials)
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, T. Ettinger). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const drawn = (variable: SweepVariable, random: () => number): Json => {
  if (variable.kind === 'values') return variable.values[Math.floor(random() * variable.values.length)] ?? null
  const { from, to, isLog, isWhole } = variable
  if (isWhole && !isLog) return from + Math.floor(random() * (to - from + 1))
  const value = isLog ? Math.exp(Math.log(from) + random() * Math.log(to / from)) : from + random() * (to - from)
  return isWhole ? Math.round(value) : Number(value.toPrecision(6))
}

/** `count` combinations drawn at random. */
export const randomOf = (
  variables: readonly SweepVariable[],
  count: number,
  random: () => number,
): readonly JsonMap[] =>
  Array.from({ length: count }, () =>
    Object.fromEntries(variables.map((variable) => [variable.name, drawn(variable, random)])),
  )

type Rung = { readonly step: number; readonly values: Map<number, number> }

/** Decides which trials of a sweep go on. */
export type Halving = {
  /** A trial measured a value at a step. @returns why it should end; null where it goes on */
  report(trial: number, step: number, value: number): string | null
}

/**
 * Asynchronous successive halving (L. Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020, algorithm 2, in its stopping
 * form): at the steps `first`, `first × eta`, `first × eta²`, … a trial goes on only while it is among the best 1/eta of those that came that
 * far. Below `eta` trials at a step nothing is known, and all go on.
 */
export const createHalving = (options: {
  readonly first: number
  readonly eta: number
  readonly isHighest: boolean
}): Halving => {
  const { first, eta, isHighest } = options
  const rungs: Rung[] = []
  const rungAt = (index: number): Rung => {
    const known = rungs[index]
    if (known !== undefined) return known
    const made = { step: first * eta ** index, values: new Map<number, number>() }
    rungs[index] = made
    return made
  }
  const reached = (trial: number, step: number): Rung | null => {
    for (let index = 0; ; index += 1) {
      const rung = rungAt(index)
      if (rung.step > step) return null
      if (!rung.values.has(trial)) return rung
    }
  }
  return {
    report: (trial, step, value) => {
      const rung = reached(trial, step)
      if (rung === null) return null
      rung.values.set(trial, value)
      const sorted = [...rung.values.values()].sort((a, b) => (isHighest ? b - a : a - b))
      if (sorted.length < eta) return null
      const kept = Math.max(1, Math.floor(sorted.length / eta))
      const worst = sorted[kept - 1] ?? value
      const isGood = isHighest ? value >= worst : value <= worst
      return isGood
        ? null
        : `Pruned: ${value} at step ${step} is not among the best ${kept} of ${sorted.length} that came to step ${rung.step}.`
    },
  }
}
