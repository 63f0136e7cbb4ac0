import type { z } from 'zod'
import { changeYamlFile, type WriteOptions } from '#engine/models/model-file.ts'
import { modelPath } from '#engine/models/model-folders.ts'
import { keyProblem, lineOfKey, readYamlFile, type YamlFile } from '#engine/models/yaml-file.ts'
import { projectProblem } from '#engine/project/project-problems.ts'
import { type MonitoringSettings, monitoringSettingsSchema } from '#shared/model/monitoring.ts'
import type { Problem } from '#shared/model/problem.ts'
import type { Result } from '#shared/result.ts'

/** Project path of a model's rules. */
export const monitoringPath = (name: string): string => `${modelPath(name)}/monitoring.yaml`

export type SettingsReading = { readonly settings: MonitoringSettings; readonly problems: readonly Problem[] }

/** Line of the innermost part of the file that the path of a complaint leads to. */
const lineAt = (file: YamlFile, path: readonly PropertyKey[]): number | null => {
  let value: unknown = file.map
  let line = lineOfKey(file.text, String(path[0]))
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
    line = file.lineOf(value) ?? line
  }
  return line
}

const wordsOf = (issue: z.core.$ZodIssue): string => {
  const where = issue.path.map(String).join('.')
  const at = where === '' ? '' : `"${where}": `
  if (issue.code === 'unrecognized_keys')
    return `${at}${issue.keys.map((key) => `"${key}"`).join(', ')} means nothing here. Delete it.`
  return `${at}${issue.message}. Correct it.`
}

const complaint = (file: YamlFile, issue: z.core.$ZodIssue, index: number): Problem => {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
  const line = lineAt(file, path)
  const message = wordsOf(issue)
  const problem = projectProblem({ severity: 'error', code: 'bad-monitoring', message, file: file.path, line })
  return { ...problem, id: `${problem.id}:${index}` }
}

const ruleOf = ({ path }: z.core.$ZodIssue): number | null =>
  path[0] === 'rules' && typeof path[1] === 'number' ? path[1] : null

/** Keys at the top that an issue makes worthless. */
const keysOf = (issue: z.core.$ZodIssue): readonly string[] => {
  if (issue.path[0] !== undefined) return ruleOf(issue) === null ? [String(issue.path[0])] : []
  return issue.code === 'unrecognized_keys' ? issue.keys : []
}

/** Takes out what is wrong, so that one bad rule does not silence the others. */
const withoutBad = (file: YamlFile, issues: readonly z.core.$ZodIssue[]): Record<string, unknown> => {
  const bad = new Set(issues.flatMap(keysOf))
  const badRules = new Set(issues.map(ruleOf))
  const data = Object.fromEntries(Object.entries(file.map).filter(([key]) => !bad.has(key)))
  return Array.isArray(data.rules) ? { ...data, rules: data.rules.filter((_, index) => !badRules.has(index)) } : data
}

const twice = (file: YamlFile, { rules }: MonitoringSettings): Problem[] => {
  const names = rules.map(({ name }) => name)
  const again = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  return again.map((name) => keyProblem(file, 'rules', `Two rules are called "${name}". Rename one of them.`))
}

/** Reads `models/<name>/monitoring.yaml`; defaults where it is not there. What is wrong in it is a problem and left out. */
export const readMonitoring = async (projectPath: string, name: string): Promise<SettingsReading> => {
  const file = await readYamlFile(projectPath, monitoringPath(name))
  const first = monitoringSettingsSchema.safeParse(file.map)
  if (first.success) return { settings: first.data, problems: [...file.problems, ...twice(file, first.data)] }
  const { issues } = first.error
  const second = monitoringSettingsSchema.safeParse(withoutBad(file, issues))
  const settings = second.success ? second.data : monitoringSettingsSchema.parse({})
  return { settings, problems: [...file.problems, ...issues.map((issue, index) => complaint(file, issue, index))] }
}

/** What differs from the defaults, so that the file stays as short as what was said. */
const saidOf = (settings: MonitoringSettings): Record<string, unknown> => {
  const defaults: Record<string, unknown> = monitoringSettingsSchema.parse({})
  const isDefault = ([key, value]: [string, unknown]) => JSON.stringify(value) === JSON.stringify(defaults[key])
  return Object.fromEntries(Object.entries(settings).filter((entry) => !isDefault(entry)))
}

/** Writes the rules of a model; what did not change stays byte for byte, comments too. */
export const writeMonitoring = (
  options: WriteOptions,
  name: string,
  settings: MonitoringSettings,
): Promise<Result<null>> =>
  changeYamlFile(options, monitoringPath(name), (data) => {
    const said = saidOf(settings)
    for (const key of Object.keys(monitoringSettingsSchema.shape)) {
      if (said[key] === undefined) delete data[key]
      else data[key] = JSON.parse(JSON.stringify(said[key]))
    }
  })
