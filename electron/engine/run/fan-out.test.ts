import { expect, test } from 'vitest'
import type { Block } from '#shared/model/block.ts'
import { fanOut, isDynamic, isReduced, type UpstreamYield } from './fan-out.ts'

const upstream = (facts: Partial<UpstreamYield>): UpstreamYield => ({
  blockUuid: 'up',
  type: 'data_loader',
  directory: '/up',
  items: null,
  isReduced: false,
  children: null,
  ...facts,
})
const items = (count: number) => ({ count, problem: null })
const child = (directory: string) => ({ directory, items: null, state: 'completed' as const })

/** Each set of arguments as short texts. */
const shown = (...blocks: UpstreamYield[]): unknown => {
  const found = fanOut(blocks)
  const text = ({ inputs, forms }: Extract<typeof found, { kind: 'single' }>['arguments']) =>
    inputs
      .map(({ blockUuid, directory }) => `${directory}${JSON.stringify(forms[blockUuid] ?? '').replace('""', '')}`)
      .join(' ')
  if (found.kind === 'single') return text(found.arguments)
  return found.kind === 'children' ? found.children.map(text) : found.reason
}

test('ordinary blocks give one set of arguments', () => {
  expect(shown(upstream({}), upstream({ blockUuid: 'b', directory: '/b' }))).toBe('/up /b')
})

test('a dynamic block gives a child per item, beside what all get', () => {
  expect(shown(upstream({ items: items(2) }), upstream({ blockUuid: 'b', directory: '/b' }))).toEqual([
    '/up{"item":0} /b',
    '/up{"item":1} /b',
  ])
})

test('two dynamic blocks give every combination, the last one changing fastest', () => {
  const second = upstream({ blockUuid: 'b', directory: '/b', items: items(2) })
  expect(shown(upstream({ items: items(2) }), second)).toEqual([
    '/up{"item":0} /b{"item":0}',
    '/up{"item":0} /b{"item":1}',
    '/up{"item":1} /b{"item":0}',
    '/up{"item":1} /b{"item":1}',
  ])
})

test('no items give one child without that argument', () => {
  expect(shown(upstream({ items: items(0) }))).toEqual(['/up{"omit":true}'])
})

test('below children there are as many children, each with its own', () => {
  expect(shown(upstream({ directory: null, children: [child('/0'), child('/1')] }))).toEqual([
    '/0{"child":true}',
    '/1{"child":true}',
  ])
})

test('children that are dynamic themselves give all their items', () => {
  const children = [
    { ...child('/0'), items: items(1) },
    { ...child('/1'), items: items(2) },
  ]
  expect(shown(upstream({ children }))).toEqual(['/0{"item":0}', '/1{"item":0}', '/1{"item":1}'])
})

test('a reduced block gives one list of all its children', () => {
  const children = [child('/0'), child('/1')]
  expect(shown(upstream({ isReduced: true, children }))).toBe('null{"children":["/0","/1"]}')
})

test('where one child did not run for its condition, nothing below does', () => {
  const children = [{ ...child('/0'), state: 'condition-failed' as const }, child('/1')]
  const words = 'The condition of "up" was not met for 1 of its 2 children.'
  expect(shown(upstream({ children }))).toBe(words)
  expect(shown(upstream({ isReduced: true, children }))).toBe(words)
  expect(shown(upstream({ isReduced: true, children: [child('/1')] }))).toBe('null{"children":["/1"]}')
})

test('a dynamic block without countable items is a problem, in its words', () => {
  expect(shown(upstream({ items: { count: null, problem: 'no list' } }))).toBe('no list')
})

test('only true makes a block dynamic or reduced, or the newer mapping', () => {
  const read = (configuration: Block['configuration']) => {
    const block = { configuration } as Block
    return [isDynamic(block), isReduced(block)]
  }
  expect(read({ dynamic: true, reduce_output: true })).toEqual([true, true])
  expect(read({ dynamic: 'true', reduce_output: 'yes' })).toEqual([false, false])
  expect(read({ dynamic: { parent: true } })).toEqual([true, false])
  expect(read({ dynamic: { reduce_output: true } })).toEqual([false, true])
})
