import type { Logger } from '#engine/engine-events.ts'
import type { History } from '#engine/history/history.ts'
import type { Block } from '#shared/model/block.ts'
import { projectEnvironment } from '../block-environment.ts'
import type { RunRecord } from '../run-record.ts'
import { createCodeCache } from './code-cache.ts'
import { createCodeReader } from './code-reader.ts'
import type { DecidePlace } from './decide.ts'
import { createRemember, type Remember } from './remember.ts'
import { createStaticParts, type PartsPlace } from './static-parts.ts'

export type RunFingerprints = {
  readonly decidePlace: DecidePlace
  /** Looks at the code of the blocks at once, and keeps what finished blocks were made of. */
  remember(blocks: readonly Block[], along: RunRecord['along']): Remember
  /** For who only asks. */
  close(): Promise<void>
}

export type FingerprintPlace = Omit<PartsPlace, 'cache'> & {
  readonly history: History
  readonly pipelineUuid: string
  readonly interpreter: string
  readonly resourcesDirectory: string
  readonly logger: Logger
}

/** The fingerprints of one run, or of a question about one. */
export const openFingerprints = async (place: FingerprintPlace): Promise<RunFingerprints> => {
  const { history, pipelineUuid, interpreter, resourcesDirectory, logger } = place
  const { stateDirectory } = place.project
  const environment = await projectEnvironment(interpreter)
  const reader = createCodeReader({ interpreter, environment, resourcesDirectory })
  const cache = createCodeCache({ reader, interpreter, directory: stateDirectory })
  const parts = createStaticParts({ ...place, cache })
  return {
    decidePlace: { history, pipelineUuid, stateDirectory, parts },
    remember: (blocks, along) => createRemember({ history, parts, cache, logger, along }, blocks),
    close: () => cache.save(),
  }
}
