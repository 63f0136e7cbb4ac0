import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isRawMap, type RawMap, wordsFor } from '#engine/pipelines/read-values.ts'
import { projectProblem } from '#engine/project/project-problems.ts'
import type { Problem } from '#shared/model/problem.ts'
import { type ModelVersion, modelVersionSchema } from '#shared/model/registry.ts'
import { textMapOf } from './model-file.ts'
import { deletedFileName, filesFolderName, profileFileName, versionFilePath, versionPath } from './model-folders.ts'
import { lineOfKey, readYamlFile, type YamlFile, yamlText } from './yaml-file.ts'

export type VersionReading =
  | { readonly kind: 'version'; readonly version: ModelVersion; readonly problems: readonly Problem[] }
  /** Deleted, or not there. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'bad'; readonly problems: readonly Problem[] }

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Text of `version.yaml`, keys as the documentation lists them. */
export const versionText = (version: Omit<ModelVersion, 'hasFiles' | 'hasProfile'>): string =>
  yamlText({
    version: version.version,
    created_at: new Date(version.createdAt).toISOString(),
    source: {
      run_id: version.source.runId,
      pipeline_uuid: version.source.pipelineUuid,
      block_uuid: version.source.blockUuid,
      tracked_run_id: version.source.trackedRunId,
      commit: version.source.commit,
    },
    flavor: version.flavor,
    loader: version.loader,
    safe: version.safe,
    description: version.description,
    stage: version.stage,
    tags: version.tags,
    metrics: version.metrics,
    params: version.params,
    signature: version.signature,
    input_example: version.hasInputExample,
    data_fingerprint: version.dataFingerprint,
    environment: version.environment,
    bytes: version.bytes,
    sha256: version.sha256,
  })

const timeOf = (value: unknown): unknown => (typeof value === 'string' ? Date.parse(value) : value)

const sourceOf = (value: unknown): RawMap => {
  const source = isRawMap(value) ? value : {}
  return {
    runId: source.run_id ?? null,
    pipelineUuid: source.pipeline_uuid ?? null,
    blockUuid: source.block_uuid ?? null,
    trackedRunId: source.tracked_run_id ?? null,
    commit: source.commit ?? null,
  }
}

const environmentOf = (value: unknown): RawMap => {
  const environment = isRawMap(value) ? value : {}
  return { python: environment.python ?? null, packages: environment.packages ?? {} }
}

/** A number that was written as an infinity or not at all is no metric to compare. */
const numbersOf = (value: unknown): RawMap =>
  isRawMap(value) ? Object.fromEntries(Object.entries(value).filter(([, entry]) => typeof entry === 'number')) : {}

type Facts = { readonly number: number; readonly hasFiles: boolean; readonly hasProfile: boolean }

const candidateOf = (file: YamlFile, { number, hasFiles, hasProfile }: Facts, problems: Problem[]): RawMap => {
  const { map } = file
  return {
    ...map,
    version: map.version ?? number,
    createdAt: timeOf(map.created_at),
    source: sourceOf(map.source),
    metrics: numbersOf(map.metrics),
    params: textMapOf(file, 'params', problems),
    tags: textMapOf(file, 'tags', problems),
    description: map.description ?? null,
    stage: map.stage ?? null,
    signature: map.signature ?? null,
    dataFingerprint: map.data_fingerprint ?? null,
    environment: environmentOf(map.environment),
    hasInputExample: map.input_example === true,
    hasFiles,
    hasProfile,
  }
}

const snakeKeys: Readonly<Record<string, string>> = {
  createdAt: 'created_at',
  dataFingerprint: 'data_fingerprint',
  hasInputExample: 'input_example',
}

const badFile = (file: YamlFile, message: string, key: string | null): Problem =>
  projectProblem({
    severity: 'error',
    code: 'bad-version',
    message,
    file: file.path,
    line: key === null ? null : (file.lineOf(file.map[key]) ?? lineOfKey(file.text, key) ?? 1),
  })

/** Reads one version. What is wrong with its file is a problem with its line; then the version is not offered. */
export const readVersion = async (projectPath: string, name: string, number: number): Promise<VersionReading> => {
  const folder = join(projectPath, versionPath(name, number))
  if (await exists(join(folder, deletedFileName))) return { kind: 'gone' }
  const file = await readYamlFile(projectPath, versionFilePath(name, number))
  if (file.problems.length > 0) return { kind: 'bad', problems: file.problems }
  if (file.text === null) return { kind: 'gone' }
  const problems: Problem[] = []
  const [hasFiles, hasProfile] = await Promise.all([
    exists(join(folder, filesFolderName, 'MLmodel')),
    exists(join(folder, profileFileName)),
  ])
  const read = modelVersionSchema.safeParse(candidateOf(file, { number, hasFiles, hasProfile }, problems))
  if (!read.success) {
    const issue = read.error.issues[0]
    const first = String(issue?.path[0] ?? 'version')
    const key = snakeKeys[first] ?? first
    const message = `Expected what a version says under "${key}", but found ${wordsFor(file.map[key])}. Correct it; until then version ${number} is not offered.`
    return { kind: 'bad', problems: [badFile(file, message, key)] }
  }
  if (read.data.version !== number) {
    const message = `Expected version ${number}, as its folder is called, but the file says ${read.data.version}. Correct the number.`
    return { kind: 'bad', problems: [badFile(file, message, 'version')] }
  }
  return { kind: 'version', version: read.data, problems }
}
