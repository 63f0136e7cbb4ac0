import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a run needs of a pipeline file beyond its graph. */
export type PipelineFacts = {
  /** Its blocks run in one process, one after another, and share `kwargs['context']`. */
  readonly isOneProcess: boolean
  /** In that process blocks are handed the objects that blocks above returned. */
  readonly keepsOutputs: boolean
  /** Some block has a callback in the older form. */
  readonly hasLegacyCallback: boolean
  /** Variables that are dates: unquoted in YAML, and text in everything else. */
  readonly dates: readonly string[]
}

const isOn = (key: string): RegExp => new RegExp(`^${key}:[ \\t]*(?:true|True|TRUE|yes|Yes|on|On)[ \\t]*(?:#.*)?$`, 'm')
const oneProcess = isOn('run_pipeline_in_one_process')
const outputsInMemory = isOn('cache_block_output_in_memory')
const legacyCallback = /^[ \t]+has_callback:[ \t]*true[ \t]*(?:#.*)?$/m
const variablesPart = /^variables:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$)|\r?\n)*)/m
const dated =
  /^([ \t]+)(?:'([^']+)'|"([^"]+)"|([^\s'"#:][^:#]*?)):[ \t]+\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?[ \t]*(?:#.*)?$/

/** Reads them from the text of the file: parsing it once more would cost a large pipeline its fast start. */
export const pipelineFactsOf = (text: string): PipelineFacts => {
  const lines = variablesPart.exec(text)?.[1]?.split(/\r?\n/) ?? []
  const indent = /^[ \t]+/.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0]
  const dates = lines.flatMap((line) => {
    const found = dated.exec(line)
    const name = found?.[2] ?? found?.[3] ?? found?.[4]
    return found?.[1] === indent && name !== undefined ? [name] : []
  })
  return {
    isOneProcess: oneProcess.test(text),
    keepsOutputs: outputsInMemory.test(text),
    hasLegacyCallback: legacyCallback.test(text),
    dates,
  }
}

export const readPipelineFacts = async (projectPath: string, pipelineUuid: string): Promise<PipelineFacts> =>
  pipelineFactsOf(await readFile(join(projectPath, 'pipelines', pipelineUuid, 'metadata.yaml'), 'utf8').catch(() => ''))
