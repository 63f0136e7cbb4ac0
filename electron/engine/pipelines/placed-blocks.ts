import type { PlacedBlock } from '#shared/graph/block-file.ts'
import { blockLanguages } from '#shared/model/block.ts'
import { entriesOf, typeOf } from './draft.ts'
import { idOf, isRawMap, type RawMap } from './read-values.ts'

/** What the file rules need of every block of a pipeline's data. */
export const placedBlocks = (data: RawMap): Map<string, PlacedBlock> =>
  new Map(
    entriesOf(data).map(({ uuid, entry }) => [
      uuid,
      {
        uuid,
        type: typeOf(entry),
        language: blockLanguages.find((language) => language === entry.language) ?? 'python',
        replicaOf: idOf(entry.replicated_block),
        configuration: isRawMap(entry.configuration) ? entry.configuration : {},
      },
    ]),
  )
