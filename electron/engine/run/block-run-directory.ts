import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { writeExactly } from './exact-numbers.ts'

const longestName = 80
const plainName = /^[a-z0-9_][a-z0-9_-]*$/
/** Names Windows keeps for devices. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/

/**
 * Folder name of a block's runs. A plain id is its own; one with `/`, capitals (folders that ignore case), other scripts or too many
 * letters gets a readable part, `~` and a hash: no two ids share a folder on any file system.
 */
export const blockDirectoryName = (blockUuid: string): string => {
  if (blockUuid.length <= longestName && plainName.test(blockUuid) && !deviceName.test(blockUuid)) return blockUuid
  const readable = blockUuid
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '_')
    .slice(0, 40)
  return `${readable}~${createHash('sha256').update(blockUuid).digest('hex').slice(0, 12)}`
}

/** Folder of all of a run's block runs. */
export const runDirectory = (stateDirectory: string, runId: number): string =>
  join(stateDirectory, 'runs', String(runId))

export type Attempt = { readonly runId: number; readonly blockUuid: string; readonly attempt: number }

/** The block run directory of one attempt. */
export const blockRunDirectory = (stateDirectory: string, { runId, blockUuid, attempt }: Attempt): string =>
  join(runDirectory(stateDirectory, runId), blockDirectoryName(blockUuid), String(attempt))

/** Names a block run to the supervisor and in the mark of its processes. */
export const blockRunId = ({ runId, blockUuid, attempt }: Attempt): string =>
  `${runId}/${blockDirectoryName(blockUuid)}/${attempt}`

export const logFileName = 'log.ndjson'
export const requestFileName = 'request.json'
export const resultFileName = 'result.json'
/** Left where a block used what all blocks of a run in one process share. */
const contextUsedFileName = 'context-used'

/** True where the block run used what other blocks of its run left in the process, or left something there: no other run has that. */
export const usedContext = (directory: string): boolean => existsSync(join(directory, contextUsedFileName))

export type RequestInputs = readonly {
  readonly blockUuid: string
  readonly type: string
  readonly directory: string | null
}[]

export type BlockRequestFacts = {
  readonly attempt: Attempt
  readonly project: { readonly path: string; readonly name: string }
  readonly pipeline: Pipeline
  readonly block: Block
  readonly inputs: RequestInputs
  readonly variables: JsonMap
  readonly reserved: JsonMap
  readonly extra: JsonMap
}

/** A code file of the block run directory: what ran is what is shown later. */
export type RequestFile = { readonly name: string; readonly content: Uint8Array }

/** `code` with the extension of the block's file. */
export const codeFileName = (file: string | null): string => {
  const extension = /\.[A-Za-z0-9]+$/.exec(file ?? '')?.[0] ?? '.txt'
  return `code${extension}`
}

/** `request.json` as `resources/python/README.md` says. */
const requestOf = ({ attempt, project, pipeline, block, inputs, variables, reserved, extra }: BlockRequestFacts) => ({
  format: 1,
  runId: attempt.runId,
  attempt: attempt.attempt,
  project,
  pipeline: { uuid: pipeline.uuid, type: pipeline.type },
  block: {
    uuid: block.uuid,
    name: block.name,
    type: block.type,
    language: block.language,
    configuration: block.configuration,
    replicaOf: block.replicaOf,
  },
  code: codeFileName(block.file),
  sourcePath: block.file ?? '',
  inputs,
  variables,
  reserved,
  runTests: true,
  extra,
})

/** Makes the folder of an attempt, empty but for what may be there from nobody: each attempt has its own. */
export const makeBlockRunDirectory = (directory: string): void => {
  mkdirSync(directory, { recursive: true })
}

/**
 * Writes what the runner needs, before anybody is told to look at it. Not fsynced, and under its own name from the beginning: an attempt
 * whose host was killed meanwhile has not started, and is never continued from its request.
 */
export const writeRequest = (directory: string, facts: BlockRequestFacts, files: readonly RequestFile[]): void => {
  for (const { name, content } of files) writeFileSync(join(directory, name), content)
  writeFileSync(join(directory, requestFileName), writeExactly(JSON.stringify(requestOf(facts), null, 1)))
}
