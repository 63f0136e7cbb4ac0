import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { BlockRunState } from '#shared/model/run.ts'
import type { BlockItems } from './block-result.ts'
import type { RequestInputs } from './block-run-directory.ts'

/** What a block left for the blocks below it. */
export type BlockYield = {
  readonly directory: string | null
  /** What a dynamic block gives its children; null where it is not dynamic. */
  readonly items: BlockItems | null
  /** How the argument is made, where it is not simply the block's outputs: a global data product. */
  readonly form?: JsonMap | null
}

/** A child of a dynamic block that has ended. */
export type ChildYield = BlockYield & { readonly state: BlockRunState }

export type UpstreamYield = BlockYield & {
  readonly blockUuid: string
  readonly type: Block['type']
  /** The block's value goes on as one list of all its children's. */
  readonly isReduced: boolean
  /** Its children, where it was run once per item. */
  readonly children: readonly ChildYield[] | null
}

/** One argument of one block run; `form` says how it is made of the upstream's files (`resources/python/README.md`). */
type Argument = {
  readonly input: RequestInputs[number]
  readonly form: JsonMap | null
}

/** All that one block run gets from above it. */
export type Arguments = {
  readonly inputs: RequestInputs
  /** `extra.inputs` of its request. */
  readonly forms: JsonMap
}

export type FanOut =
  | { readonly kind: 'single'; readonly arguments: Arguments }
  | { readonly kind: 'children'; readonly children: readonly Arguments[] }
  /** A child above did not run, because its condition was not met: as in Mage, nothing below it does. */
  | { readonly kind: 'unmet'; readonly reason: string }
  | { readonly kind: 'problem'; readonly reason: string }

/** `dynamic: true`, as Mage reads it to the letter, or the newer mapping with what it is set to. */
const isOn = ({ configuration }: Block, key: 'parent' | 'reduce_output', plain: unknown): boolean => {
  const { dynamic } = configuration
  const isMapping = typeof dynamic === 'object' && dynamic !== null && !Array.isArray(dynamic)
  return plain === true || (isMapping && Boolean(dynamic[key]))
}

/** A block whose downstream blocks run once per item of its output. */
export const isDynamic = (block: Block): boolean => isOn(block, 'parent', block.configuration.dynamic)

/** A block whose children's values go on as one list. */
export const isReduced = (block: Block): boolean => isOn(block, 'reduce_output', block.configuration.reduce_output)

const argumentOf = (upstream: UpstreamYield, directory: string | null, form: JsonMap | null = null): Argument => ({
  input: { blockUuid: upstream.blockUuid, type: upstream.type, directory },
  form,
})

const itemsOf = (upstream: UpstreamYield, { directory, items }: BlockYield): Argument[] =>
  Array.from({ length: items?.count ?? 0 }, (_, item) => argumentOf(upstream, directory, { item }))

const orOmitted = (upstream: UpstreamYield, choices: readonly Argument[]): readonly Argument[] =>
  choices.length > 0 ? choices : [argumentOf(upstream, upstream.directory, { omit: true })]

/** The arguments among which the children of the block below choose; null where all get the same. */
const choicesOf = (upstream: UpstreamYield): readonly Argument[] | null => {
  const { children, items } = upstream
  if (children === null) return items === null ? null : orOmitted(upstream, itemsOf(upstream, upstream))
  if (upstream.isReduced) return null
  const choices = children.flatMap((child) =>
    child.items === null ? [argumentOf(upstream, child.directory, { child: true })] : itemsOf(upstream, child),
  )
  return orOmitted(upstream, choices)
}

const wholeOf = (upstream: UpstreamYield): Argument => {
  if (upstream.children === null) return argumentOf(upstream, upstream.directory, upstream.form ?? null)
  const directories = upstream.children.flatMap(({ directory }) => (directory === null ? [] : [directory]))
  return argumentOf(upstream, null, { children: directories })
}

const together = (chosen: readonly Argument[]): Arguments => ({
  inputs: chosen.map(({ input }) => input),
  forms: Object.fromEntries(chosen.flatMap(({ input, form }) => (form === null ? [] : [[input.blockUuid, form]]))),
})

const problemOf = ({ items, children }: UpstreamYield): string | null =>
  [items, ...(children ?? []).map((child) => child.items)].find((found) => (found?.problem ?? null) !== null)
    ?.problem ?? null

const unmetAbove = ({ blockUuid, children }: UpstreamYield): string | null => {
  const unmet = (children ?? []).filter(({ state }) => state === 'condition-failed').length
  if (children === null || unmet === 0) return null
  return `The condition of "${blockUuid}" was not met for ${unmet} of its ${children.length} children.`
}

/**
 * What a block gets from the blocks above it: one set of arguments, or one per child where a block above is dynamic. Several such blocks
 * give every combination, the last one changing fastest, as in Mage.
 */
export const fanOut = (upstream: readonly UpstreamYield[]): FanOut => {
  const problem = upstream.map(problemOf).find((found) => found !== null) ?? null
  if (problem !== null) return { kind: 'problem', reason: problem }
  const unmet = upstream.map(unmetAbove).find((found) => found !== null) ?? null
  if (unmet !== null) return { kind: 'unmet', reason: unmet }
  const choices = upstream.map(choicesOf)
  if (choices.every((found) => found === null)) return { kind: 'single', arguments: together(upstream.map(wholeOf)) }
  let combinations: readonly (readonly Argument[])[] = [[]]
  upstream.forEach((block, index) => {
    const given = choices[index] ?? [wholeOf(block)]
    combinations = combinations.flatMap((chosen) => given.map((argument) => [...chosen, argument]))
  })
  return { kind: 'children', children: combinations.map(together) }
}
