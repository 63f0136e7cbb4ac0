import { describe, expect, it } from 'vitest'
import { bridgedUpstream, type LinkableBlock, linkProblem } from './edit-rules.ts'

const block = (uuid: string, upstream: string[] = [], type: LinkableBlock['type'] = 'transformer') => ({
  uuid,
  upstream,
  type,
})
const blocks = [
  block('load'),
  block('clean', ['load']),
  block('train', ['clean']),
  block('note', [], 'markdown'),
  block('guard', ['clean'], 'conditional'),
]

describe('linkProblem', () => {
  it('allows what closes no circle, also towards a conditional', () => {
    expect(linkProblem(blocks, 'load', 'train')).toBeNull()
    expect(linkProblem(blocks, 'train', 'guard')).toBeNull()
  })

  it('names the circle a link would close', () => {
    const problem = linkProblem(blocks, 'train', 'load')
    expect(problem?.code).toBe('cycle')
    expect(problem?.message).toBe(
      'This link would close a circle: train → load → clean → train. Remove another of these links first.',
    )
    expect(problem?.details).toEqual({ cycle: ['train', 'load', 'clean', 'train'] })
  })

  it('refuses blocks without an output as upstream, and says why', () => {
    expect(linkProblem(blocks, 'note', 'train')?.message).toBe('A note has no output: "train" cannot wait for "note".')
    expect(linkProblem(blocks, 'guard', 'train')?.code).toBe('invalid-input')
  })

  it('refuses a block that waits for itself and one that is not there', () => {
    expect(linkProblem(blocks, 'load', 'load')?.code).toBe('cycle')
    expect(linkProblem(blocks, 'ghost', 'load')?.code).toBe('not-found')
  })
})

describe('bridgedUpstream', () => {
  it('puts the upstream of the removed block in its place, in argument order', () => {
    expect(bridgedUpstream(['x', 'b', 'y'], { uuid: 'b', upstream: ['a', 'y'] })).toEqual(['x', 'a', 'y'])
    expect(bridgedUpstream(['b'], { uuid: 'b', upstream: [] })).toEqual([])
  })
})
