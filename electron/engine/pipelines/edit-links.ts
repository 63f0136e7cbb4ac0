import { bridgedUpstream, linkProblem } from '#shared/graph/edit-rules.ts'
import { type Draft, type DraftEntry, entriesOf, entryOf, extensionEntries, idsIn, linkable, setIds } from './draft.ts'
import { EditRefused } from './stage.ts'

/**
 * Sets what a block waits for, in argument order, and mirrors it on the other side as Mage does. Callbacks, conditionals and charts
 * point at their blocks by their own list alone; nothing is mirrored for them.
 */
export const setUpstream = (draft: Draft, block: DraftEntry, upstream: readonly string[]): void => {
  const before = idsIn(block.entry, 'upstream_blocks')
  setIds(block.entry, 'upstream_blocks', upstream)
  for (const other of entriesOf(draft.data)) {
    const downstream = idsIn(other.entry, 'downstream_blocks')
    const isLinked = downstream.includes(block.uuid)
    const mirrors = block.role === 'block' && upstream.includes(other.uuid)
    if (mirrors && !isLinked) setIds(other.entry, 'downstream_blocks', [...downstream, block.uuid])
    if (isLinked && before.includes(other.uuid) && !upstream.includes(other.uuid)) {
      const left = downstream.filter((uuid) => uuid !== block.uuid)
      setIds(other.entry, 'downstream_blocks', left)
    }
  }
}

/** Refuses links that cannot be, with the reason. Links that are there already are not judged again. */
const checkLinks = (draft: Draft, block: DraftEntry, upstream: readonly string[]): void => {
  const before = idsIn(block.entry, 'upstream_blocks')
  const blocks = linkable(draft.data)
  for (const from of upstream) {
    const problem = before.includes(from) ? null : linkProblem(blocks, from, block.uuid)
    if (problem !== null) throw new EditRefused(problem)
  }
}

/** Replaces what a block waits for. */
export const replaceUpstream = (draft: Draft, uuid: string, upstream: readonly string[]): void => {
  const block = entryOf(draft, uuid)
  const wanted = [...new Set(upstream)]
  checkLinks(draft, block, wanted)
  setUpstream(draft, block, wanted)
}

export const connect = (draft: Draft, from: string, to: string): void => {
  const upstream = idsIn(entryOf(draft, to).entry, 'upstream_blocks')
  entryOf(draft, from)
  if (!upstream.includes(from)) replaceUpstream(draft, to, [...upstream, from])
}

export const disconnect = (draft: Draft, from: string, to: string): void => {
  const block = entryOf(draft, to)
  const upstream = idsIn(block.entry, 'upstream_blocks')
  setUpstream(
    draft,
    block,
    upstream.filter((uuid) => uuid !== from),
  )
}

/** Takes a block out of the pipeline and out of every list that names it. Its file stays. */
export const removeBlock = (draft: Draft, uuid: string, bridge: boolean): void => {
  const removed = entryOf(draft, uuid)
  const upstream = idsIn(removed.entry, 'upstream_blocks')
  for (const other of entriesOf(draft.data)) {
    const waits = idsIn(other.entry, 'upstream_blocks')
    if (!waits.includes(uuid)) continue
    setUpstream(draft, other, bridgedUpstream(waits, { uuid, upstream: bridge ? upstream : [] }))
  }
  setUpstream(draft, removed, [])
  for (const { entry } of entriesOf(draft.data)) {
    const downstream = idsIn(entry, 'downstream_blocks')
    if (downstream.includes(uuid)) {
      const left = downstream.filter((id) => id !== uuid)
      setIds(entry, 'downstream_blocks', left)
    }
  }
  for (const entry of extensionEntries(draft.data)) {
    const checked = idsIn(entry, 'upstream_blocks')
    const left = checked.filter((id) => id !== uuid)
    if (left.length < checked.length) setIds(entry, 'upstream_blocks', left)
  }
  removed.list.splice(removed.list.indexOf(removed.entry), 1)
  delete draft.positions[uuid]
}
