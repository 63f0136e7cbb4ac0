import { join } from 'node:path'
import { readFileText } from '#engine/pipelines/file-text.ts'
import { isRawMap, type RawMap, wordsFor } from '#engine/pipelines/read-values.ts'
import { emitPair } from '#engine/pipelines/yaml-emit.ts'
import { loadYaml } from '#engine/pipelines/yaml-load.ts'
import { projectProblem } from '#engine/project/project-problems.ts'
import type { Problem } from '#shared/model/problem.ts'

/** A YAML file of the registry as plain data; empty where it is not there. `text` null = not there or not text. */
export type YamlFile = {
  readonly path: string
  readonly text: string | null
  readonly map: RawMap
  readonly problems: Problem[]
  lineOf(value: unknown): number | null
}

/** Reads a file of the project. Whatever it holds, there is an answer: what is wrong with it is among the problems. */
export const readYamlFile = async (projectPath: string, path: string): Promise<YamlFile> => {
  const problems: Problem[] = []
  const empty = { path, text: null, map: {}, problems, lineOf: () => null }
  const problem = (code: string, message: string, line: number | null = null) =>
    problems.push(projectProblem({ severity: 'error', code, message, file: path, line }))
  const file = await readFileText(join(projectPath, path))
  if (file.kind === 'missing') return empty
  if (file.kind === 'bad') {
    problem(file.code, file.reason)
    return empty
  }
  const loaded = loadYaml(file.text)
  if (!loaded.ok) {
    problem('yaml-syntax', `Expected YAML, but it breaks off: ${loaded.reason}. Correct that line.`, loaded.line)
    return empty
  }
  const map = loaded.value ?? {}
  if (!isRawMap(map)) {
    problem('not-a-map', `Expected "key: value" lines, but the file holds ${wordsFor(map)}. Correct it.`, 1)
    return empty
  }
  const lineOf = (value: unknown) =>
    typeof value === 'object' && value !== null ? (loaded.lines.get(value) ?? null) : null
  return { path, text: file.text, map, problems, lineOf }
}

/** Line of a key at the left edge of a text; null where it is written in another way. */
export const lineOfKey = (text: string | null, key: string): number | null => {
  const at = (text ?? '').split(/\r?\n/).findIndex((line) => line.startsWith(`${key}:`))
  return at < 0 ? null : at + 1
}

/** Text of a new file, keys in the order given. */
export const yamlText = (data: RawMap): string =>
  `${Object.entries(data)
    .flatMap(([key, value]) => emitPair(key, value, { indent: 0, style: { listIndent: 2 } }))
    .join('\n')}\n`

/** A problem of one key of a file of the registry. */
export const keyProblem = (file: YamlFile, key: string, message: string): Problem => ({
  ...projectProblem({
    severity: 'error',
    code: `bad-${key.replaceAll('_', '-')}`,
    message,
    file: file.path,
    line: file.lineOf(file.map[key]) ?? lineOfKey(file.text, key),
  }),
})
