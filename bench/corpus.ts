/**
 * Opens every project below a folder and says what was found: `npm run corpus -- <folder> [--problems]`. Ends with 1 where reading threw,
 * or where loading and saving a pipeline or triggers file, or changing a value there and back, moved a single byte.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { listPipelineUuids } from '../electron/engine/pipelines/list-pipelines.ts'
import { readPipeline } from '../electron/engine/pipelines/read-pipeline.ts'
import type { RawMap } from '../electron/engine/pipelines/read-values.ts'
import { loadYaml } from '../electron/engine/pipelines/yaml-load.ts'
import { patchYaml } from '../electron/engine/pipelines/yaml-patch.ts'
import { edgesOf } from '../shared/graph/walk.ts'
import type { Problem } from '../shared/model/problem.ts'

type Row = {
  readonly project: string
  readonly pipelines: number
  readonly unreadable: number
  readonly blocks: number
  readonly edges: number
  readonly errors: number
  readonly warnings: number
  readonly bytesChanged: number
  readonly milliseconds: number
}

const skipped = new Set(['node_modules', '.git', '__pycache__', '.venv', 'venv'])

/** Folders with `pipelines/<id>/metadata.yaml`, at any depth. */
const findProjects = (folder: string): string[] => {
  if (listPipelineUuids(folder).length > 0) return [folder]
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
    .flatMap((entry) => findProjects(join(folder, entry.name)))
}

/** Bytes by which a file differs after it was loaded and saved, and after a value went there and back. */
const bytesChanged = (path: string): number => {
  if (!existsSync(path)) return 0
  const text = readFileSync(path, 'utf8')
  const loaded = loadYaml(text)
  // What cannot be read, or holds no map, is never written.
  if (!loaded.ok || typeof loaded.value !== 'object' || loaded.value === null || Array.isArray(loaded.value)) return 0
  const saved = patch(text, () => undefined)
  const there = patch(text, (data) => Object.assign(data, { zz_corpus: { list: ['a', 1] } }))
  const back = patch(there, (data) => void delete data.zz_corpus)
  // A file without a final line break has one when a last key has come and gone.
  return difference(text, saved) + difference(text.replace(/\r?\n$/, ''), back.replace(/\r?\n$/, ''))
}

const patch = (text: string, change: (data: RawMap) => unknown): string => {
  const patched = patchYaml(text, (data) => void change(data))
  if (!patched.ok) throw new Error(patched.error.message)
  return patched.value
}

const difference = (one: string, other: string): number => {
  if (one === other) return 0
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return Math.max(1, Math.abs(a.length - b.length) + a.filter((byte, index) => byte !== b[index]).length)
}

const measure = async (root: string, project: string): Promise<{ row: Row; problems: readonly Problem[] }> => {
  const uuids = listPipelineUuids(project)
  const start = performance.now()
  const readings = await Promise.all(uuids.map((uuid) => readPipeline(project, uuid)))
  const milliseconds = performance.now() - start
  const problems = readings.flatMap((reading) => reading.problems)
  const blocks = readings.map(({ pipeline }) => pipeline?.blocks ?? [])
  const files = uuids.flatMap((uuid) =>
    ['metadata.yaml', 'triggers.yaml'].map((name) => join(project, 'pipelines', uuid, name)),
  )
  return {
    problems,
    row: {
      project: relative(root, project) || '.',
      pipelines: uuids.length,
      unreadable: readings.filter(({ pipeline }) => pipeline === null).length,
      blocks: blocks.flat().length,
      edges: blocks.map((list) => edgesOf(list).length).reduce((sum, count) => sum + count, 0),
      errors: problems.filter(({ severity }) => severity === 'error').length,
      warnings: problems.filter(({ severity }) => severity === 'warning').length,
      bytesChanged: files.map(bytesChanged).reduce((sum, count) => sum + count, 0),
      milliseconds: Math.round(milliseconds),
    },
  }
}

const measureAll = async (root: string, showProblems: boolean): Promise<{ rows: Row[]; failures: number }> => {
  const rows: Row[] = []
  let failures = 0
  for (const project of findProjects(root)) {
    try {
      const { row, problems } = await measure(root, project)
      rows.push(row)
      if (showProblems) tell(row.project, problems)
    } catch (error) {
      failures += 1
      console.error(`${relative(root, project)}: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
  return { rows, failures }
}

const tell = (project: string, problems: readonly Problem[]) => {
  for (const { severity, file, line, message } of problems)
    console.log(`${severity}  ${project}/${file}${line === null ? '' : `:${line}`}  ${message}`)
}

const main = async (folder: string | undefined, showProblems: boolean): Promise<number> => {
  if (folder === undefined) {
    console.error('Expected a folder with projects: npm run corpus -- <folder> [--problems]')
    return 2
  }
  const { rows, failures } = await measureAll(resolve(folder), showProblems)
  console.table(rows)
  const total = (key: Exclude<keyof Row, 'project'>) => rows.reduce((sum, row) => sum + row[key], 0)
  console.log(
    `${rows.length} projects, ${total('pipelines')} pipelines, ${total('blocks')} blocks, ${total('edges')} edges, ` +
      `${total('errors')} errors, ${total('warnings')} warnings, ${total('bytesChanged')} bytes changed, ${failures} exceptions`,
  )
  return rows.length > 0 && failures === 0 && total('bytesChanged') === 0 ? 0 : 1
}

const parameters = process.argv.slice(2)
process.exitCode = await main(
  parameters.find((parameter) => !parameter.startsWith('--')),
  parameters.includes('--problems'),
)
