import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'

/** How much may run at once, beyond what the user set for the whole program; null = no limit of its own. */
export type Concurrency = {
  /** `concurrency_config.block_run_limit` of the pipeline: blocks of one run. */
  readonly perRun: number | null
  /** `queue_config.concurrency` of the project: blocks of all its runs. */
  readonly perProject: number | null
  /** `pools` of the project: name -> blocks of that pool at once. */
  readonly pools: Readonly<Record<string, number>>
}

const section = /^concurrency_config:[^\n]*(?:\r?\n[ \t]+[^\n]*)*/m

const positive = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null

/** Reads the limit from the text of a pipeline file: parsing a large one once more would cost its run a late start. */
export const blockRunLimit = (text: string): number | null => {
  const found = /\bblock_run_limit['"]?:[ \t]*(\d+)/.exec(section.exec(text)?.[0] ?? '')
  return found === null ? null : positive(Number(found[1]))
}

const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

const poolSizes = (metadata: Record<string, unknown>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(mapOf(metadata.pools)).flatMap(([name, size]) => {
      const limit = positive(size)
      return limit === null ? [] : [[name, limit]]
    }),
  )

/** What the files of the project say now. */
export const readConcurrency = async (
  project: Pick<OpenProject, 'path' | 'metadata'>,
  pipelineUuid: string,
): Promise<Concurrency> => {
  const path = join(project.path, 'pipelines', pipelineUuid, 'metadata.yaml')
  const [text, metadata] = await Promise.all([readFile(path, 'utf8').catch(() => ''), project.metadata()])
  return {
    perRun: blockRunLimit(text),
    perProject: positive(mapOf(metadata.queue_config).concurrency),
    pools: poolSizes(metadata),
  }
}
