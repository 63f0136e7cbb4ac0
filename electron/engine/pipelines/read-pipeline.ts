import { join } from 'node:path'
import { blockFile } from '#shared/graph/block-file.ts'
import { validatePipeline } from '#shared/graph/validate-pipeline.ts'
import type { Block } from '#shared/model/block.ts'
import { type Pipeline, type PipelineType, pipelineTypes } from '#shared/model/pipeline.ts'
import type { Problem } from '#shared/model/problem.ts'
import { readFileText } from './file-text.ts'
import { createFolderFacts, type ProjectFacts } from './folder-facts.ts'
import { readLayout } from './layout-file.ts'
import { type BlockEntry, type ReadContext, readEntries } from './pipeline-model.ts'
import { readExtensions } from './read-extensions.ts'
import { isRawMap, jsonMapOf, type RawMap, textOf, wordsFor } from './read-values.ts'
import type { LoadedYaml } from './yaml-load.ts'
import { readYaml } from './yaml-read.ts'

export type PipelineReading = {
  /** Null where the file cannot be read as a pipeline; the problems say why. */
  readonly pipeline: Pipeline | null
  readonly problems: Problem[]
  /** Of `metadata.yaml`; null where there is none. */
  readonly etag: string | null
}

export const pipelineFilePath = (uuid: string): string => `pipelines/${uuid}/metadata.yaml`
export const layoutFilePath = (uuid: string): string => `pipelines/${uuid}/layout.json`

/**
 * Reads one pipeline from its files. Runs nothing and writes nothing. Undo labels are null here: they belong to the session, and
 * `Pipelines.get` adds them.
 */
export const readPipeline = async (projectPath: string, uuid: string): Promise<PipelineReading> => {
  const [file, layout] = await Promise.all([
    readFileText(join(projectPath, 'pipelines', uuid, 'metadata.yaml')),
    readFileText(join(projectPath, 'pipelines', uuid, 'layout.json')),
  ])
  const problems: Problem[] = []
  const report = reporter(uuid, pipelineFilePath(uuid), problems)
  if (file.kind === 'missing') {
    const message = `Expected the pipeline's file at ${pipelineFilePath(uuid)}, but there is none. Restore it or delete the folder.`
    report({ severity: 'error', code: 'missing-pipeline-file', message, line: null, block: null })
    return { pipeline: null, problems, etag: null }
  }
  if (file.kind === 'bad') {
    report({ severity: 'error', code: file.code, message: file.reason, line: null, block: null })
    return { pipeline: null, problems, etag: file.etag }
  }
  const positions = readLayout(layout, reporter(uuid, layoutFilePath(uuid), problems))
  const facts = createFolderFacts(projectPath)
  if (facts.leadsOutside(pipelineFilePath(uuid))) {
    const message = `${pipelineFilePath(uuid)} leads out of the project by a link. It is shown, but not changed from here; open that folder as a project, or put a copy into this one.`
    report({ severity: 'warning', code: 'file-outside-project', message, line: null, block: null })
  }
  const graph = await parsePipeline(file.text, { uuid, facts, report })
  return { pipeline: graph && { ...graph, positions, etag: file.etag }, problems, etag: file.etag }
}

const reporter =
  (pipelineUuid: string, file: string, problems: Problem[]): ReadContext['report'] =>
  ({ severity, code, message, line, block }) => {
    const base = [pipelineUuid, code, block ?? ''].join(':')
    const same = problems.filter((problem) => problem.id === base || problem.id.startsWith(`${base}#`)).length
    const id = same === 0 ? base : `${base}#${same + 1}`
    problems.push({ id, severity, code, message, file, line, pipelineUuid, blockUuid: block })
  }

type Parsing = { readonly uuid: string; readonly facts: ProjectFacts; readonly report: ReadContext['report'] }

/** The graph of a pipeline file's text; null where it is none. */
export const parsePipeline = async (
  text: string,
  parsing: Parsing,
): Promise<Omit<Pipeline, 'positions' | 'etag'> | null> => {
  const data = await readData(text, parsing.report)
  if (data === null) return null
  const context: ReadContext = {
    report: parsing.report,
    lineOf: (value) => (typeof value === 'object' && value !== null ? (data.loaded.lines.get(value) ?? null) : null),
    leftOut: new Set(),
  }
  const entries = withoutDuplicates(readEntries(data.map, context), context)
  const blocks = withFiles(entries, parsing)
  const extensions = readExtensions(data.map, { ...context, facts: parsing.facts, blocks })
  const leftOut = context.leftOut.size === 0 ? {} : { leftOut: [...context.leftOut] }
  const checks = extensions.length === 0 ? {} : { extensions }
  const pipeline = { ...readHead(data.map, parsing), blocks, ...leftOut, ...checks, undoLabel: null, redoLabel: null }
  validatePipeline(pipeline, {
    report: parsing.report,
    leftOut: context.leftOut,
    exists: parsing.facts.exists,
    leadsOutside: parsing.facts.leadsOutside,
    entries: new Map(entries.map((entry) => [entry.block.uuid, entry])),
  })
  return pipeline
}

const mergeMarker = /^(?:<{7}|>{7}|={7})(?: |$|\r)/m

type Data = { readonly map: RawMap; readonly loaded: LoadedYaml }

const readData = async (text: string, report: ReadContext['report']): Promise<Data | null> => {
  const error = (code: string, message: string, line: number | null) => {
    report({ severity: 'error', code, message, line, block: null })
    return null
  }
  const marker = mergeMarker.exec(text)
  if (marker !== null) {
    const line = text.slice(0, marker.index).split('\n').length
    const message = `Line ${line} is a mark of an unfinished merge. Choose one of the two sides, and delete the lines with <<<<<<<, ======= and >>>>>>>.`
    return error('merge-conflict', message, line)
  }
  const loaded = await readYaml(text)
  if (!loaded.ok) {
    const where = loaded.line === null ? '' : ` at line ${loaded.line}`
    return error(
      'yaml-syntax',
      `Expected YAML, but it breaks off${where}: ${loaded.reason}. Correct that line.`,
      loaded.line,
    )
  }
  for (const { key, line } of loaded.duplicateKeys) {
    const message = `The key "${key}" occurs twice in the same map; the later one counts. Delete one of them.`
    report({ severity: 'warning', code: 'duplicate-key', message, line, block: null })
  }
  if (loaded.value === undefined || loaded.value === null)
    return error(
      'empty-file',
      'Expected a pipeline with "blocks", but the file is empty. Restore it from git or delete the pipeline.',
      null,
    )
  if (!isRawMap(loaded.value)) {
    const message = `Expected a pipeline with keys such as "uuid", "type" and "blocks", but the file holds ${wordsFor(loaded.value)}. Restore it or write those keys.`
    return error('not-a-map', message, 1)
  }
  return { map: loaded.value, loaded }
}

const readHead = (data: RawMap, { uuid, report }: Parsing) => {
  const warn = (code: string, message: string) =>
    report({ severity: 'warning', code, message, line: null, block: null })
  const written = textOf(data.uuid)
  if (written !== null && written !== uuid)
    warn(
      'uuid-differs',
      `The file calls this pipeline "${written}", but its folder is "${uuid}". The folder counts; correct "uuid".`,
    )
  const { tags, variables } = data
  if (tags !== null && tags !== undefined && !Array.isArray(tags))
    warn('tags-not-a-list', `Expected a list under "tags", but found ${wordsFor(tags)}. Write one "- tag" per line.`)
  if (variables !== null && variables !== undefined && !isRawMap(variables))
    warn(
      'variables-not-a-map',
      `Expected "name: value" lines under "variables", but found ${wordsFor(variables)}. They are ignored.`,
    )
  return {
    uuid,
    name: textOf(data.name) ?? uuid,
    type: readPipelineType(data.type, report),
    description: textOf(data.description),
    tags: Array.isArray(tags) ? tags.flatMap((tag) => textOf(tag) ?? []) : [],
    variables: isRawMap(variables) ? jsonMapOf(variables) : {},
  }
}

const readPipelineType = (value: unknown, report: ReadContext['report']): PipelineType => {
  if (value === null || value === undefined) return 'python'
  const type = pipelineTypes.find((candidate) => candidate === value)
  if (type !== undefined) return type
  const message = `The pipeline's type is ${wordsFor(value)}. Expected one of ${pipelineTypes.join(', ')}. Correct "type"; until then it is taken as python.`
  report({ severity: 'error', code: 'unknown-pipeline-type', message, line: null, block: null })
  return 'python'
}

/** The first of several blocks with the same id stays, since ids name places on the canvas and in runs. */
const withoutDuplicates = (entries: readonly BlockEntry[], context: ReadContext): BlockEntry[] => {
  const seen = new Map<string, BlockEntry>()
  for (const entry of entries) {
    const first = seen.get(entry.block.uuid)
    if (first === undefined) {
      seen.set(entry.block.uuid, entry)
      continue
    }
    const where = first.line === null ? '' : ` (first at line ${first.line})`
    const message = `The id "${entry.block.uuid}" is used twice in this pipeline${where}. Expected each id once; rename or delete one of the blocks.`
    context.report({ severity: 'error', code: 'duplicate-block', message, line: entry.line, block: entry.block.uuid })
    context.leftOut.add(entry.block.uuid)
  }
  return [...seen.values()].filter((entry) => isNoChildsId(entry, seen, context))
}

const childId = /^(.+):\d+$/

/** `each:3` is child 3 of the block `each`: a block of that id would take its place in runs. */
const isNoChildsId = (
  { block, line }: BlockEntry,
  all: ReadonlyMap<string, BlockEntry>,
  { report, leftOut }: ReadContext,
): boolean => {
  const parent = childId.exec(block.uuid)?.[1]
  if (parent === undefined || !all.has(parent)) return true
  const message = `The id "${block.uuid}" is that of a child of "${parent}". Expected an id that does not end in a colon and a number; rename the block.`
  report({ severity: 'error', code: 'child-block-id', message, line, block: block.uuid })
  leftOut.add(block.uuid)
  return false
}

const withFiles = (entries: readonly BlockEntry[], { facts }: Parsing): Block[] => {
  const byUuid = new Map(entries.map((entry) => [entry.block.uuid, entry.block]))
  return entries.map(({ block }) => ({ ...block, file: blockFile(block, byUuid, facts) }))
}
