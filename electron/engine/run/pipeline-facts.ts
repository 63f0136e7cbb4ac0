import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExactNumbers, noExactNumbers } from './exact-numbers.ts'

type TextFacts = {
  /** Its blocks run in one process, one after another, and share `kwargs['context']`. */
  readonly isOneProcess: boolean
  /** In that process blocks are handed the objects that blocks above returned. */
  readonly keepsOutputs: boolean
  /** Some block has a callback in the older form. */
  readonly hasLegacyCallback: boolean
  /** Variables that are dates: unquoted in YAML, and text in everything else. */
  readonly dates: readonly string[]
}

/** What a run needs of a pipeline file beyond its graph. */
export type PipelineFacts = TextFacts & {
  /** Its numbers that JSON cannot say. */
  readonly numbers: ExactNumbers
}

const isOn = (key: string): RegExp => new RegExp(`^${key}:[ \\t]*(?:true|True|TRUE|yes|Yes|on|On)[ \\t]*(?:#.*)?$`, 'm')
const oneProcess = isOn('run_pipeline_in_one_process')
const outputsInMemory = isOn('cache_block_output_in_memory')
const legacyCallback = /^[ \t]+has_callback:[ \t]*true[ \t]*(?:#.*)?$/m
const variablesPart = /^variables:[ \t]*\r?\n((?:[ \t]+.*(?:\r?\n|$)|\r?\n)*)/m
const dated =
  /^([ \t]+)(?:'([^']+)'|"([^"]+)"|([^\s'"#:][^:#]*?)):[ \t]+\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?[ \t]*(?:#.*)?$/

/** Reads them from the text of the file: parsing it once more would cost a large pipeline its fast start. */
export const pipelineFactsOf = (text: string): TextFacts => {
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

/** A float at the end of a value, infinity, or an integer of many digits: in most files there is none. */
const oddNumber =
  /(?:^|[\s[,{])[-+]?(?:\d[\d_:]*\.[\d_]*(?:e[-+]\d+)?|\.\d[\d_]*(?:e[-+]\d+)?|\.inf|\.nan|[\d_]{16,}|0[xb][\da-f_]{13,})[ \t]*(?:#.*)?(?:[\r,\]}]|$)/im

const exactNumbersOf = async (text: string): Promise<ExactNumbers> =>
  oddNumber.test(text) ? (await import('./read-exact-numbers.ts')).readExactNumbers(text) : noExactNumbers

export const readPipelineFacts = async (projectPath: string, pipelineUuid: string): Promise<PipelineFacts> => {
  const path = join(projectPath, 'pipelines', pipelineUuid, 'metadata.yaml')
  const text = await readFile(path, 'utf8').catch(() => '')
  return { ...pipelineFactsOf(text), numbers: await exactNumbersOf(text) }
}
