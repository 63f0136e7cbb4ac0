import { type Edge, type Node, Position as Side } from '@xyflow/react'
import type { Block } from '#shared/model/block.ts'
import type { Pipeline, Position } from '#shared/model/pipeline.ts'
import type { Problem } from '#shared/model/problem.ts'
import type { BlockRun, BlockRunState, Run } from '#shared/model/run.ts'
import { languageLabels } from '../../commands/block-kinds.ts'
import { blockSize, type GraphEdge, graphEdges, shownBlocks } from '../../commands/block-layout.ts'
import { type GuardOutcome, guardOutcome } from '../../commands/guard-outcome.ts'
import { typeLabel } from '../../ui/block-marks.tsx'
import { formatCount, formatPlural } from '../../ui/format.ts'

/** Height of a block while it runs: the progress bar needs a line of its own. */
export const runningHeight = 71

export type BlockNodeData = {
  readonly block: Block
  readonly blockRun: BlockRun | null
  readonly problems: readonly Problem[]
  readonly guard: GuardOutcome | null
  /** How many children it had in the run; 0 where it ran once. */
  readonly children: number
  readonly failedChildren: number
}
export type BlockNode = Node<BlockNodeData, 'block'>

export const edgeStates = ['idle', 'running', 'passed', 'failed'] as const
export type EdgeState = (typeof edgeStates)[number]
export type LinkEdgeData = { readonly state: EdgeState; readonly attached: boolean }
export type LinkEdge = Edge<LinkEdgeData, 'link'>

export type Flow = { readonly nodes: BlockNode[]; readonly edges: LinkEdge[] }

export type FlowInput = {
  readonly pipeline: Pipeline
  readonly positions: Readonly<Record<string, Position>>
  readonly run: Run | null
  readonly problems: readonly Problem[]
  readonly selection: readonly string[]
  readonly selectedEdge: { readonly from: string; readonly to: string } | null
}

/** Id of a canvas edge. */
export const edgeId = (from: string, to: string): string => `${from}\u2192${to}`

const stateWords = {
  queued: 'waiting',
  running: 'running',
  completed: 'completed',
  reused: 'reused',
  failed: 'failed',
  'upstream-failed': 'upstream failed',
  'condition-failed': 'condition not met',
  cancelled: 'cancelled',
  crashed: 'crashed',
} as const satisfies Record<BlockRunState, string>

type FamilyCount = Pick<BlockNodeData, 'children' | 'failedChildren'>
const noFamily: FamilyCount = { children: 0, failedChildren: 0 }

const familyWords = ({ children, failedChildren }: FamilyCount): string[] => {
  if (children === 0) return []
  if (failedChildren === 0) return [formatPlural(children, 'child', 'children')]
  return [`${formatCount(failedChildren)} of ${formatCount(children)} failed`]
}

/** What a screen reader says of a block. */
export const blockLabel = ({ block, blockRun, problems, guard, ...family }: BlockNodeData): string =>
  [
    block.name,
    typeLabel(block.type).toLowerCase(),
    languageLabels[block.language],
    guard?.words ?? (blockRun === null ? 'not run' : stateWords[blockRun.state]),
    ...familyWords(family),
    ...(problems.length > 0 ? [problems.length === 1 ? '1 problem' : `${problems.length} problems`] : []),
  ].join(', ')

const passed: ReadonlySet<BlockRunState> = new Set<BlockRunState>(['completed', 'reused'])
const broken: ReadonlySet<BlockRunState> = new Set<BlockRunState>(['failed', 'crashed', 'upstream-failed'])

/** An edge tells whether data went along it: it is the state of the receiving end, seen from a source that has something to give. */
export const edgeStateOf = (source: BlockRunState | null, target: BlockRunState | null): EdgeState => {
  if (source === null || target === null) return 'idle'
  if (broken.has(source) && target === 'upstream-failed') return 'failed'
  if (!passed.has(source)) return 'idle'
  if (target === 'running') return 'running'
  return target === 'queued' || target === 'cancelled' ? 'idle' : 'passed'
}

/** The link of a guard tells how the guard itself ended. */
const guardState = (guard: BlockRunState | null): EdgeState => {
  if (guard === null) return 'idle'
  if (guard === 'running') return 'running'
  return passed.has(guard) ? 'passed' : broken.has(guard) ? 'failed' : 'idle'
}

const handlesAt = (height: number): NonNullable<BlockNode['handles']> => [
  { type: 'target', position: Side.Left, x: -4, y: height / 2 - 4, width: 8, height: 8 },
  { type: 'source', position: Side.Right, x: blockSize.width - 4, y: height / 2 - 4, width: 8, height: 8 },
]
const plainHandles = handlesAt(blockSize.height)
const runningHandles = handlesAt(runningHeight)

const sameList = <Item>(a: readonly Item[], b: readonly Item[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index])

const unlessSame = <Item>(next: Item[], before: Item[] | undefined): Item[] =>
  before !== undefined && sameList(next, before) ? before : next

const sameNode = (known: BlockNode, next: BlockNode): boolean =>
  known.data.block === next.data.block &&
  known.data.blockRun === next.data.blockRun &&
  known.data.guard === next.data.guard &&
  known.data.children === next.data.children &&
  known.data.failedChildren === next.data.failedChildren &&
  sameList(known.data.problems, next.data.problems) &&
  known.selected === next.selected &&
  known.domAttributes?.tabIndex === next.domAttributes?.tabIndex &&
  known.position.x === next.position.x &&
  known.position.y === next.position.y

const toNode = (data: BlockNodeData, position: Position, selected: boolean): BlockNode => {
  const running = data.blockRun?.state === 'running'
  const size = { width: blockSize.width, height: running ? runningHeight : blockSize.height }
  return {
    id: data.block.uuid,
    type: 'block',
    data,
    position,
    selected,
    // Known beforehand, so nothing is measured: 300 blocks appear at once and edges with them.
    ...size,
    measured: size,
    handles: running ? runningHandles : plainHandles,
    ariaLabel: blockLabel(data),
    ariaRole: 'group',
    domAttributes: { 'aria-roledescription': 'block' },
  }
}

const blockProblems = (input: FlowInput): ReadonlyMap<string, Problem[]> => {
  const found = new Map<string, Problem[]>()
  for (const problem of input.problems) {
    if (problem.pipelineUuid !== input.pipeline.uuid || problem.blockUuid === null) continue
    found.set(problem.blockUuid, [...(found.get(problem.blockUuid) ?? []), problem])
  }
  return found
}

/** Block -> its children, where it ran once per item. */
const familyCounts = (run: Run | null): ReadonlyMap<string, FamilyCount> => {
  const counts = new Map<string, FamilyCount>()
  for (const { parentBlockUuid, state } of run?.blockRuns ?? []) {
    if (parentBlockUuid === undefined) continue
    const { children, failedChildren } = counts.get(parentBlockUuid) ?? noFamily
    const failed = state === 'failed' || state === 'crashed' ? 1 : 0
    counts.set(parentBlockUuid, { children: children + 1, failedChildren: failedChildren + failed })
  }
  return counts
}

const none: readonly Problem[] = []

const toNodes = (input: FlowInput, previous: Flow | null): BlockNode[] => {
  const runs = new Map(input.run?.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun]))
  const problems = blockProblems(input)
  const families = familyCounts(input.run)
  // A selected child is shown at its block.
  const selected = new Set(input.selection.map((uuid) => runs.get(uuid)?.parentBlockUuid ?? uuid))
  const known = new Map(previous?.nodes.map((node) => [node.id, node]))
  const blocks = shownBlocks(input.pipeline.blocks)
  // One tab stop: the last selected block, or the first one of all.
  const last = input.selection.at(-1)
  const tabStop = blocks.some((block) => block.uuid === last) ? last : blocks[0]?.uuid
  return blocks.map((block) => {
    const data = {
      block,
      blockRun: runs.get(block.uuid) ?? null,
      problems: problems.get(block.uuid) ?? none,
      guard: guardOutcome(block, runs),
      ...(families.get(block.uuid) ?? noFamily),
    }
    const plain = toNode(data, input.positions[block.uuid] ?? { x: 0, y: 0 }, selected.has(block.uuid))
    const tabIndex = block.uuid === tabStop ? 0 : -1
    const node = { ...plain, domAttributes: { ...plain.domAttributes, tabIndex } }
    const before = known.get(block.uuid)
    return before !== undefined && sameNode(before, node) ? before : node
  })
}

const edgeLabel = (edge: GraphEdge): string =>
  edge.attached ? `${edge.from} is attached to ${edge.to}` : `${edge.to} waits for ${edge.from}`

const toEdges = (input: FlowInput, previous: Flow | null): LinkEdge[] => {
  const states = new Map(input.run?.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun.state]))
  const known = new Map(previous?.edges.map((edge) => [edge.id, edge]))
  const runs = new Map(input.run?.blockRuns.map((blockRun) => [blockRun.blockUuid, blockRun]))
  const guards = new Map(
    input.pipeline.blocks
      .filter(({ role }) => role === 'conditional' || role === 'callback')
      .map((block) => [block.uuid, states.get(block.uuid) ?? guardOutcome(block, runs)?.state]),
  )
  const linkState = ({ from, to, attached }: GraphEdge): EdgeState => {
    if (!attached) return edgeStateOf(states.get(from) ?? null, states.get(to) ?? null)
    return guardState(guards.get(from) ?? guards.get(to) ?? null)
  }
  return graphEdges(shownBlocks(input.pipeline.blocks)).map((edge) => {
    const id = edgeId(edge.from, edge.to)
    const state = linkState(edge)
    const selected = input.selectedEdge?.from === edge.from && input.selectedEdge.to === edge.to
    const before = known.get(id)
    if (before?.data?.state === state && before.data.attached === edge.attached && before.selected === selected) {
      return before
    }
    return {
      id,
      type: 'link',
      source: edge.from,
      target: edge.to,
      selected,
      focusable: false,
      ariaLabel: edgeLabel(edge),
      interactionWidth: 24,
      data: { state, attached: edge.attached },
    }
  })
}

/**
 * What React Flow draws, computed from the pipeline, its layout and its newest run. What did not change since `previous` is the same
 * object again, so that only changed blocks are drawn anew; where none did, so is the list, at which React Flow need not look then.
 */
export const toFlow = (input: FlowInput, previous: Flow | null): Flow => ({
  nodes: unlessSame(toNodes(input, previous), previous?.nodes),
  edges: unlessSame(toEdges(input, previous), previous?.edges),
})
