import { expect, test } from 'vitest'
import { testBlock } from '../testing/graph-fixture.ts'
import { possibleTargets, refuseConnection, storedLink } from './block-connections.ts'

const chain = [testBlock('a'), testBlock('b', ['a']), testBlock('c', ['b']), testBlock('free')]

test('a free block can be connected', () => {
  expect(refuseConnection(chain, 'a', 'free')).toBeNull()
})

test('a circle is refused and named', () => {
  expect(refuseConnection(chain, 'c', 'a')).toContain('c → a → b → c')
})

test('a block cannot wait for itself', () => {
  expect(refuseConnection(chain, 'a', 'a')).toBe('"a" cannot wait for itself.')
})

test('a second link between the same blocks is refused', () => {
  expect(refuseConnection(chain, 'a', 'b')).toBe('"a" is already connected to "b".')
})

test('notes take no part in runs', () => {
  const blocks = [...chain, testBlock('notes', [], { type: 'markdown', language: 'markdown' })]
  expect(refuseConnection(blocks, 'a', 'notes')).toContain('takes no part in runs')
})

test('a conditional that points at a block is stored as waiting for it', () => {
  const blocks = [...chain, testBlock('gate', [], { type: 'conditional', role: 'conditional' })]
  expect(refuseConnection(blocks, 'gate', 'b')).toBeNull()
  expect(storedLink(blocks, 'gate', 'b')).toEqual({ from: 'b', to: 'gate' })
})

test('targets of a block leave out what would make a circle', () => {
  expect(possibleTargets(chain, 'c').map((block) => block.uuid)).toEqual(['free'])
})
