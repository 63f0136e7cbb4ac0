import { describe, expect, it } from 'vitest'
import type { Block } from '../model/block.ts'
import type { Pipeline } from '../model/pipeline.ts'
import { planScope } from './plan-scope.ts'

const block = (uuid: string, upstream: string[] = [], more: Partial<Block> = {}): Block => ({
  uuid,
  name: uuid,
  type: 'transformer',
  language: 'python',
  role: 'block',
  color: null,
  upstream,
  configuration: {},
  replicaOf: null,
  file: `transformers/${uuid}.py`,
  timeoutSeconds: null,
  retry: null,
  ...more,
})

const pipeline = (...blocks: Block[]): Pipeline => ({
  uuid: 'p',
  name: 'p',
  type: 'python',
  description: null,
  tags: [],
  variables: {},
  blocks,
  positions: {},
  etag: '0'.repeat(64),
  undoLabel: null,
  redoLabel: null,
})

const full = pipeline(
  block('load'),
  block('note', ['load'], { type: 'markdown', language: 'markdown' }),
  block('draft', ['load'], { type: 'scratchpad' }),
  block('clean', ['load']),
  block('train', ['clean', 'note']),
  block('report', ['clean']),
  block('tell', ['train'], { type: 'callback', role: 'callback' }),
  block('big_enough', ['train', 'report'], { type: 'conditional', role: 'conditional' }),
  block('plot', ['clean'], { type: 'chart', role: 'widget' }),
)

const uuids = (blocks: readonly Block[]) => blocks.map(({ uuid }) => uuid)

describe('planScope', () => {
  it('runs everything but notes, scratchpads and charts', () => {
    const plan = planScope(full, { kind: 'all' })
    expect(uuids(plan.blocks)).toEqual(['load', 'clean', 'train', 'report'])
  })

  it('does not make a block wait for a note', () => {
    const plan = planScope(full, { kind: 'all' })
    expect(plan.edges).toEqual([
      { from: 'load', to: 'clean' },
      { from: 'clean', to: 'train' },
      { from: 'clean', to: 'report' },
    ])
  })

  it('attaches callbacks and conditionals to the blocks they point at', () => {
    const plan = planScope(full, { kind: 'all' })
    expect(Object.keys(plan.callbacks)).toEqual(['train'])
    expect(uuids(plan.conditionals.train ?? [])).toEqual(['big_enough'])
    expect(uuids(plan.conditionals.report ?? [])).toEqual(['big_enough'])
  })

  it.each([
    [{ kind: 'to', block: 'train' } as const, ['load', 'clean', 'train']],
    [{ kind: 'from', block: 'clean' } as const, ['clean', 'train', 'report']],
    [{ kind: 'only', block: 'clean' } as const, ['clean']],
    [{ kind: 'selection', blocks: ['report', 'load'], withUpstream: false } as const, ['load', 'report']],
    [{ kind: 'selection', blocks: ['report'], withUpstream: true } as const, ['load', 'clean', 'report']],
    [{ kind: 'only', block: 'ghost' } as const, []],
  ])('takes for %o exactly %o', (scope, wanted) => {
    const plan = planScope(full, 'blocks' in scope ? { ...scope, blocks: [...scope.blocks] } : scope)
    expect(uuids(plan.blocks)).toEqual(wanted)
  })

  it('leaves out edges and guards of blocks outside of the scope', () => {
    const plan = planScope(full, { kind: 'only', block: 'report' })
    expect(plan.edges).toEqual([])
    expect(Object.keys(plan.conditionals)).toEqual(['report'])
    expect(plan.callbacks).toEqual({})
  })
})
