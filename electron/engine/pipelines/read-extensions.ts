import { placeOf } from '#shared/graph/block-file.ts'
import type { Block } from '#shared/model/block.ts'
import { extensionEntries, idsIn } from './draft.ts'
import type { ProjectFacts } from './folder-facts.ts'
import type { ReadContext } from './pipeline-model.ts'
import { idOf, isRawMap, jsonMapOf, type RawMap, textOf } from './read-values.ts'

type Place = {
  readonly report: ReadContext['report']
  readonly lineOf: ReadContext['lineOf']
  readonly facts: ProjectFacts
  readonly blocks: readonly Block[]
}

type ReadExtension = Block & { readonly file: string }

const known = 'great_expectations'

/** A check that passes unseen would be taken for passed, so that whatever keeps one from running is a problem. */
const problemOf = (block: ReadExtension, { facts, blocks }: Place): string | null => {
  if (!facts.exists(block.file))
    return `Expected the code of the extension "${block.uuid}" at ${block.file}, but there is no such file. Restore it, or take the extension out of this file.`
  const ids = new Set(blocks.map(({ uuid }) => uuid))
  const unknown = block.upstream.find((uuid) => !ids.has(uuid))
  if (unknown !== undefined)
    return `The extension "${block.uuid}" checks "${unknown}", which is not in this pipeline. Correct its "upstream_blocks".`
  if (block.upstream.length === 0)
    return `The extension "${block.uuid}" checks no block. Expected block ids under its "upstream_blocks".`
  return null
}

const extensionOf = (entry: RawMap): ReadExtension | null => {
  const uuid = idOf(entry.uuid)
  if (uuid === null || uuid.split(/[/\\]/).includes('..')) return null
  const identity = { uuid, type: 'extension', language: 'python' } as const
  const file = placeOf(identity)
  if (file === null) return null
  return {
    ...identity,
    name: textOf(entry.name) ?? uuid,
    role: 'block',
    color: null,
    upstream: idsIn(entry, 'upstream_blocks'),
    configuration: isRawMap(entry.configuration) ? jsonMapOf(entry.configuration) : {},
    replicaOf: null,
    file,
    timeoutSeconds: null,
    retry: null,
  }
}

/** The extensions that check blocks of a pipeline; what keeps one from running is reported. They are no blocks of the graph. */
export const readExtensions = (data: RawMap, place: Place): Block[] => {
  const warn = (message: string, entry: RawMap) =>
    place.report({
      severity: 'warning',
      code: 'extension-not-run',
      message,
      line: place.lineOf(entry),
      block: null,
    })
  const ofKnown = isRawMap(data.extensions) ? data.extensions[known] : undefined
  const entries = new Set(extensionEntries({ extensions: { [known]: ofKnown } }))
  return extensionEntries(data).flatMap((entry) => {
    const block = entries.has(entry) ? extensionOf(entry) : null
    if (block === null) {
      const uuid = textOf(entry.uuid) ?? '?'
      warn(`The extension "${uuid}" is not run: expected one of ${known}, with an id that names its file.`, entry)
      return []
    }
    const problem = problemOf(block, place)
    if (problem !== null) warn(problem, entry)
    return [block]
  })
}
