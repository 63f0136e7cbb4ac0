import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRawMap, type RawMap, textOf } from '#engine/pipelines/read-values.ts'
import { readYaml } from '#engine/pipelines/yaml-read.ts'

const entriesOf = (pipeline: RawMap): RawMap[] =>
  ['blocks', 'conditionals', 'callbacks'].flatMap((key) => {
    const listed = pipeline[key]
    return Array.isArray(listed) ? listed.filter(isRawMap) : []
  })

/** The entries of all blocks, conditionals and callbacks as the pipeline's file has them. */
export const readEntries = async (pipelineFile: string): Promise<RawMap[]> => {
  const loaded = await readYaml(await readFile(pipelineFile, 'utf8').catch(() => ''))
  return loaded.ok && isRawMap(loaded.value) ? entriesOf(loaded.value) : []
}

/** Code that stands in the pipeline's file itself, as `content` of the block; null where there is none. */
export const inlineCode = async (pipelineFile: string, blockUuid: string): Promise<Uint8Array | null> => {
  const entries = await readEntries(pipelineFile)
  const content = textOf(entries.find(({ uuid }) => uuid === blockUuid)?.content)
  return content === null ? null : Buffer.from(content)
}

export const pipelineFileOf = (projectPath: string, pipelineUuid: string): string =>
  join(projectPath, 'pipelines', pipelineUuid, 'metadata.yaml')
