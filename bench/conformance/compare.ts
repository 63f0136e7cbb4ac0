import type { Described, ReferenceBlock } from './reference.ts'

/** What our engine made of a block run: its state, and its outputs described the same way as the recorded ones. */
export type OwnBlock = {
  readonly state: string
  readonly reason: string | null
  readonly outputs: Readonly<Record<string, Described>>
}

export type Difference = { readonly what: string; readonly ours: string; readonly theirs: string }

export type BlockComparison = {
  readonly block: string
  readonly ours: string
  readonly theirs: string
  readonly differences: readonly Difference[]
}

/** Recorded state -> states of ours that say the same. */
const sameStates: Readonly<Record<string, readonly string[]>> = {
  completed: ['completed', 'reused'],
  failed: ['failed', 'crashed'],
  condition_failed: ['condition-failed'],
  upstream_failed: ['upstream-failed'],
  cancelled: ['upstream-failed', 'cancelled'],
  not_in_run: ['not in run'],
}

/** What makes two outputs equal; what else is recorded is for people. */
const comparedKeys = [
  'type',
  'shape',
  'columns',
  'dtypes',
  'index',
  'dtype',
  'name',
  'nnz',
  'len',
  'hash',
  'sha256_json',
  'params',
  'repr',
  'items',
  'entries',
] as const
const keysOfUnstable: readonly string[] = ['type', 'shape']

const words = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}

/** JSON in one order of keys, to compare by text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  )

/** Only what is compared, also within lists and maps of outputs. */
const compared = (described: Described): Described => {
  const inner = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'type' in value ? compared({ ...value }) : value
  const entries = comparedKeys.flatMap((key) => {
    const value = described[key]
    if (value === undefined) return []
    if (key === 'items' && Array.isArray(value)) return [[key, value.map(inner)] as const]
    if (key === 'entries' && typeof value === 'object' && value !== null)
      return [[key, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part)]))] as const]
    return [[key, value] as const]
  })
  return Object.fromEntries(entries)
}

const valueWords = (described: Described): string =>
  words(described.value ?? described.head ?? described.repr ?? described.values ?? described.hash)

const hashes: readonly string[] = ['hash', 'sha256_json']

/** The first thing in which two outputs differ; null where they are equal. */
const outputDifference = (ours: Described, theirs: Described, isStable: boolean): Omit<Difference, 'what'> | null => {
  const [own, recorded] = [compared(ours), compared(theirs)]
  for (const key of comparedKeys) {
    if (!isStable && !keysOfUnstable.includes(key)) continue
    if (recorded[key] === undefined || canonical(recorded[key]) === canonical(own[key])) continue
    if (hashes.includes(key)) return { ours: `content ${valueWords(ours)}`, theirs: `content ${valueWords(theirs)}` }
    return { ours: `${key} ${words(own[key])}`, theirs: `${key} ${words(recorded[key])}` }
  }
  return null
}

type OutputsToCompare = {
  readonly label: string
  readonly ours: OwnBlock['outputs']
  readonly theirs: OwnBlock['outputs']
  readonly isStable: (output: string) => boolean
}

/** What is told of an output that only one side has. */
const shown = (described: Described | undefined): string =>
  described === undefined ? 'no output' : valueWords(described)

const compareOutput = (ours: Described | undefined, theirs: Described | undefined, isStable: boolean) => {
  // What the recording process could not read back says nothing about the value.
  if (theirs !== undefined && 'read_error' in theirs) return null
  if (ours === undefined || theirs === undefined) return { ours: shown(ours), theirs: shown(theirs) }
  return outputDifference(ours, theirs, isStable)
}

const compareOutputs = ({ label, ours, theirs, isStable }: OutputsToCompare): Difference[] => {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].sort()
  return names.flatMap((name) => {
    const difference = compareOutput(ours[name], theirs[name], isStable(name))
    return difference === null ? [] : [{ what: `${label}${name}`, ...difference }]
  })
}

const isSameState = (ours: string, theirs: string): boolean => sameStates[theirs]?.includes(ours) ?? false

const statesOf = (states: readonly string[]): string => [...states].sort().join(', ')

const stateOrder = Object.keys(sameStates)

/** Our state in the words of the recorded results. */
const recordedWord = (state: string): string => stateOrder.find((key) => sameStates[key]?.includes(state)) ?? state

/**
 * States of a dynamic block's children, compared as a bag: the real Mage may name them by their metadata. After the first failure it
 * cancels the rest, of which nothing is known then.
 */
const compareChildStates = (ours: readonly string[], block: ReferenceBlock): Difference[] => {
  const theirs = block.child_runs.map(({ status }) => status)
  const missing = [...theirs]
  const extra = ours.map(recordedWord).filter((word) => {
    const index = missing.indexOf(word)
    if (index !== -1) missing.splice(index, 1)
    return index === -1
  })
  const isCutShort = theirs.includes('failed') && missing.every((status) => status === 'cancelled')
  const isSame = extra.length === missing.length && (extra.length === 0 || isCutShort)
  return isSame ? [] : [{ what: 'children', ours: statesOf(ours), theirs: statesOf(theirs) }]
}

export type BlocksToCompare = {
  /** Ours by block run: `<uuid>`, and `<uuid>:<i>` for each child of a dynamic block. */
  readonly ours: ReadonlyMap<string, OwnBlock>
  readonly reference: readonly ReferenceBlock[]
  readonly deterministic: boolean
}

const childIndex = (uuid: string, key: string): string | null =>
  key.startsWith(`${uuid}:`) && /^\d+$/.test(key.slice(uuid.length + 1)) ? key.slice(uuid.length + 1) : null

const compareChildren = (block: ReferenceBlock, facts: BlocksToCompare): Difference[] => {
  const own = [...facts.ours].filter(([key]) => childIndex(block.uuid, key) !== null)
  const differences = compareChildStates(
    own.map(([, { state }]) => state),
    block,
  )
  if (differences.length > 0) return differences
  return Object.entries(block.children).flatMap(([index, theirs]) => {
    const ours = facts.ours.get(`${block.uuid}:${index}`)
    if (ours !== undefined && ours.state !== 'completed') return []
    const isStable = (output: string) => facts.deterministic && !block.nondeterministic.includes(`${index}/${output}`)
    return compareOutputs({ label: `:${index} `, ours: ours?.outputs ?? {}, theirs, isStable })
  })
}

/** The recorded block run of a dynamic block's parent only started its children: here it tells how they came out. */
const statusOf = ({ status, child_runs: children }: ReferenceBlock): string =>
  status === 'completed' && children.some((child) => child.status === 'failed') ? 'failed' : status

/** Blocks the real Mage cancelled although nothing above them failed: it stops at the first failure, wherever that is. */
const isCutShort = (block: ReferenceBlock, byUuid: ReadonlyMap<string, ReferenceBlock>): boolean => {
  if (block.status !== 'cancelled') return false
  const seen = new Set<string>()
  const isBelowFailure = (uuid: string): boolean => {
    if (seen.has(uuid)) return false
    seen.add(uuid)
    const above = byUuid.get(uuid)
    return above !== undefined && (statusOf(above) === 'failed' || above.upstream.some(isBelowFailure))
  }
  return !block.upstream.some(isBelowFailure)
}

const because = (reason: string | null): string => (reason === null ? '' : ` (${words(reason)})`)

const compareBlock = (block: ReferenceBlock, facts: BlocksToCompare): BlockComparison => {
  const own = facts.ours.get(block.uuid) ?? { state: 'not in run', reason: null, outputs: {} }
  const comparison = { block: block.uuid, ours: own.state, theirs: statusOf(block) }
  if (!isSameState(own.state, comparison.theirs))
    return {
      ...comparison,
      differences: [{ what: 'state', ours: `${own.state}${because(own.reason)}`, theirs: comparison.theirs }],
    }
  if (block.child_runs.length > 0) return { ...comparison, differences: compareChildren(block, facts) }
  if (block.status !== 'completed') return { ...comparison, differences: [] }
  const isStable = (output: string) => facts.deterministic && !block.nondeterministic.includes(output)
  return {
    ...comparison,
    differences: compareOutputs({ label: '', ours: own.outputs, theirs: block.outputs, isStable }),
  }
}

/** Compares all recorded blocks of a pipeline with what our engine made of them. */
export const compareBlocks = (facts: BlocksToCompare): BlockComparison[] => {
  const byUuid = new Map(facts.reference.map((block) => [block.uuid, block]))
  return facts.reference.map((block) =>
    isCutShort(block, byUuid)
      ? {
          block: block.uuid,
          ours: facts.ours.get(block.uuid)?.state ?? 'not in run',
          theirs: block.status,
          differences: [],
        }
      : compareBlock(block, facts),
  )
}
