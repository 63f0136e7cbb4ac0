import jsep from 'jsep'
import { fail, ok, type Result } from '#shared/result.ts'

/** Metrics of both versions on the same rows. */
export type GateScores = {
  readonly champion: Readonly<Record<string, number>>
  readonly challenger: Readonly<Record<string, number>>
}

/** A condition that was read: its value for given scores, or why it has none. */
export type GateCondition = { evaluate(scores: GateScores): Result<boolean> }

const wordOperators: Readonly<Record<string, number>> = { or: 1, and: 2 }
for (const [word, precedence] of Object.entries(wordOperators)) jsep.addBinaryOp(word, precedence)
jsep.addUnaryOp('not')

class Unreadable extends Error {}

type Value = number | boolean

const arithmetic: Readonly<Record<string, (left: number, right: number) => Value>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
}

const logic: Readonly<Record<string, (left: boolean, right: boolean) => boolean>> = {
  and: (left, right) => left && right,
  '&&': (left, right) => left && right,
  or: (left, right) => left || right,
  '||': (left, right) => left || right,
}

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
}

type Evaluation = (scores: GateScores) => Value

const numberFrom =
  (evaluation: Evaluation, what: string): ((scores: GateScores) => number) =>
  (scores) => {
    const value = evaluation(scores)
    if (typeof value !== 'number') throw new Unreadable(`Expected a number ${what}, but found a comparison.`)
    return value
  }

const truthFrom =
  (evaluation: Evaluation, what: string): ((scores: GateScores) => boolean) =>
  (scores) => {
    const value = evaluation(scores)
    if (typeof value !== 'boolean') throw new Unreadable(`Expected a comparison ${what}, but found a number.`)
    return value
  }

const ownOf = <Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

const isNode = (value: unknown): value is jsep.Expression =>
  typeof value === 'object' && value !== null && 'type' in value

const binary = ({ operator, left, right }: jsep.BinaryExpression): Evaluation => {
  const [one, other] = [compile(left), compile(right)]
  const calculate = ownOf(arithmetic, operator)
  if (calculate !== undefined) {
    const what = `on both sides of "${operator}"`
    const [leftNumber, rightNumber] = [numberFrom(one, what), numberFrom(other, what)]
    return (scores) => calculate(leftNumber(scores), rightNumber(scores))
  }
  const combine = ownOf(logic, operator)
  if (combine === undefined) throw new Unreadable(`"${operator}" cannot be used here.`)
  const what = `on both sides of "${operator}"`
  const [leftTruth, rightTruth] = [truthFrom(one, what), truthFrom(other, what)]
  return (scores) => combine(leftTruth(scores), rightTruth(scores))
}

const unary = ({ operator, argument }: jsep.UnaryExpression): Evaluation => {
  const inner = compile(argument)
  if (operator === '-') {
    const number = numberFrom(inner, 'after "-"')
    return (scores) => -number(scores)
  }
  if (operator !== 'not' && operator !== '!') throw new Unreadable(`"${operator}" cannot be used here.`)
  const truth = truthFrom(inner, `after "${operator}"`)
  return (scores) => !truth(scores)
}

const member = ({ object, property, computed }: jsep.MemberExpression): Evaluation => {
  const [who, metric] = [object.name, property.name]
  if (computed || (who !== 'champion' && who !== 'challenger') || typeof metric !== 'string')
    throw new Unreadable('Expected a metric such as challenger.auc or champion.rmse.')
  return (scores) => {
    const value = ownOf(scores[who], metric)
    if (value !== undefined) return value
    const known = Object.keys(scores[who]).join(', ')
    throw new Unreadable(`The ${who} has no ${metric} on these rows; it has ${known === '' ? 'no metric' : known}.`)
  }
}

const call = ({ callee, arguments: given }: jsep.CallExpression): Evaluation => {
  const name = String(callee.name)
  const apply = ownOf(functions, name)
  if (apply === undefined)
    throw new Unreadable(`There is no ${name}(); there are ${Object.keys(functions).join(', ')}.`)
  const values = given.map((argument) => numberFrom(compile(argument), `in ${name}()`))
  return (scores) => apply(...values.map((value) => value(scores)))
}

const literal = ({ value, raw }: jsep.Literal): Evaluation => {
  if (typeof value !== 'number' && typeof value !== 'boolean')
    throw new Unreadable(`${raw} is neither a number nor true or false.`)
  return () => value
}

/** Only what is named here can be said: nothing of JavaScript is reachable. */
const kinds: Readonly<Record<string, (node: never) => Evaluation>> = {
  BinaryExpression: binary,
  LogicalExpression: binary,
  UnaryExpression: unary,
  MemberExpression: member,
  CallExpression: call,
  Literal: literal,
}

const compile = (node: unknown): Evaluation => {
  const kind = isNode(node) ? ownOf(kinds, node.type) : undefined
  if (kind === undefined)
    throw new Unreadable('Expected a comparison of metrics such as challenger.auc > champion.auc + 0.005.')
  return kind(node as never)
}

const inWords = (error: unknown): string =>
  error instanceof Unreadable
    ? error.message
    : `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`

/**
 * Reads the condition of a gate: numbers, `champion.<metric>`, `challenger.<metric>`, `+ - * /`, comparisons, `and or not`, `abs min max`. Parsed
 * by jsep and evaluated here, so nothing else can run. Fails in words where it is not one.
 */
export const readGateCondition = (text: string): Result<GateCondition> => {
  try {
    const evaluation = truthFrom(compile(jsep(text)), 'as the whole condition')
    return ok({
      evaluate: (scores) => {
        try {
          return ok(evaluation(scores))
        } catch (error) {
          return fail('invalid-input', inWords(error))
        }
      },
    })
  } catch (error) {
    return fail('invalid-input', `The gate "${text}": ${inWords(error)}`)
  }
}
