import { expect, test } from 'vitest'
import { layoutBlocks } from '../../commands/block-layout.ts'
import { testBlock, testBlockRun, testPipeline, testRun } from '../../testing/graph-fixture.ts'
import { blockLabel, edgeStateOf, type FlowInput, toFlow } from './to-flow.ts'

const pipeline = testPipeline([testBlock('load'), testBlock('clean', ['load']), testBlock('train', ['clean'])])
const input: FlowInput = {
  pipeline,
  positions: layoutBlocks(pipeline.blocks),
  run: null,
  problems: [],
  selection: [],
  selectedEdge: null,
}

test('a pipeline gives a node per block and an edge per link', () => {
  const flow = toFlow(input, null)
  expect(flow.nodes.map((node) => node.id)).toEqual(['load', 'clean', 'train'])
  expect(flow.edges.map((edge) => [edge.source, edge.target])).toEqual([
    ['load', 'clean'],
    ['clean', 'train'],
  ])
})

test('what did not change is the same object again', () => {
  const before = toFlow(input, null)
  const after = toFlow({ ...input, selection: ['clean'] }, before)
  expect(after.nodes[2]).toBe(before.nodes[2])
  expect(after.nodes[1]).not.toBe(before.nodes[1])
  expect(after.edges[0]).toBe(before.edges[0])
})

test('one block of 300 that changes its state leaves the other 299 alone', () => {
  const many = testPipeline(Array.from({ length: 300 }, (_, index) => testBlock(`b${index}`)))
  const runs = many.blocks.map((block) => testBlockRun(block.uuid))
  const start = { ...input, pipeline: many, positions: layoutBlocks(many.blocks), run: testRun(runs) }
  const before = toFlow(start, null)
  const changed = runs.map((run) => (run.blockUuid === 'b7' ? testBlockRun('b7', { state: 'running' }) : run))
  const after = toFlow({ ...start, run: testRun(changed) }, before)
  expect(after.nodes.filter((node, index) => node !== before.nodes[index]).map((node) => node.id)).toEqual(['b7'])
})

test('edges tell whether data went along them', () => {
  expect(edgeStateOf('completed', 'completed')).toBe('passed')
  expect(edgeStateOf('reused', 'running')).toBe('running')
  expect(edgeStateOf('completed', 'queued')).toBe('idle')
  expect(edgeStateOf('failed', 'upstream-failed')).toBe('failed')
  expect(edgeStateOf(null, 'completed')).toBe('idle')
})

test('the run colours the edges of the graph', () => {
  const run = testRun([
    testBlockRun('load'),
    testBlockRun('clean', { state: 'running', endedAt: null }),
    testBlockRun('train', { state: 'queued', startedAt: null, endedAt: null }),
  ])
  expect(toFlow({ ...input, run }, null).edges.map((edge) => edge.data?.state)).toEqual(['running', 'idle'])
})

test('the link of a conditional is attached and tells how the condition ended', () => {
  const guarded = testPipeline([
    testBlock('work'),
    testBlock('gate', ['work'], { role: 'conditional', type: 'conditional' }),
  ])
  const run = testRun([testBlockRun('gate'), testBlockRun('work', { state: 'queued' })])
  const [edge] = toFlow({ ...input, pipeline: guarded, run }, null).edges
  expect([edge?.source, edge?.target, edge?.data]).toEqual(['gate', 'work', { attached: true, state: 'passed' }])
})

test('exactly one block can be reached by tab: the last selected one', () => {
  const flow = toFlow({ ...input, selection: ['load', 'train'] }, null)
  expect(flow.nodes.map((node) => node.domAttributes?.tabIndex)).toEqual([-1, -1, 0])
})

test('a screen reader hears name, type, language, state and problems', () => {
  const problem = {
    id: 'p',
    severity: 'error' as const,
    code: 'missing-file',
    message: 'gone',
    file: 'a.py',
    line: null,
    pipelineUuid: pipeline.uuid,
    blockUuid: 'load',
  }
  const blockRun = testBlockRun('load', { state: 'upstream-failed' })
  const facts = { block: testBlock('load'), blockRun, problems: [problem], guard: null }
  expect(blockLabel({ ...facts, children: 0, failedChildren: 0 })).toBe(
    'load, transformer, Python, upstream failed, 1 problem',
  )
  expect(blockLabel({ ...facts, children: 200, failedChildren: 3 })).toContain('upstream failed, 3 of 200 failed')
})

test('a block that ran once per item says how many of its children failed, and is selected with a child of it', () => {
  const child = (index: number, state: 'completed' | 'failed') => ({
    ...testBlockRun(`load:${index}`, { state }),
    parentBlockUuid: 'load',
  })
  const children = [child(0, 'completed'), child(1, 'failed'), child(2, 'completed')]
  const run = testRun([testBlockRun('load', { state: 'failed' }), ...children])
  const flow = toFlow({ ...input, run, selection: ['load:1'] }, null)
  const node = flow.nodes.find(({ id }) => id === 'load')
  expect(node?.data).toMatchObject({ children: 3, failedChildren: 1 })
  expect(node?.selected).toBe(true)
})
