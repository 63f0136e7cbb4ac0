import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Blocks, Pipelines } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { RequestInput, RequestOutput } from '#shared/contract/requests.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { applyChange, type Writer } from './apply-change.ts'
import { scanBlockFiles } from './block-files.ts'
import { createBlockTemplates } from './block-templates.ts'
import { type PreparedEdit, prepareEdits } from './edit-pipeline.ts'
import { loadPipeline } from './load-pipeline.ts'
import { clonePipelineFolder, createPipelineFolder, renamePipelineFolder } from './pipeline-folders.ts'
import type { FolderChange } from './stage.ts'
import { createUndoHistory, reverseChange, type UndoHistory } from './undo-history.ts'

export type PipelinesDependencies = {
  readonly context: EngineContext
  readonly findProject: FindProject
  /** Writes a file atomically and durably, links and modes kept. */
  readonly writeFile: (absolutePath: string, content: Uint8Array | string) => Promise<Result<{ etag: string }>>
  /** Tells the watcher that we are about to write (null: remove) a file, so that it is no news. */
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
}

type Parts = PipelinesDependencies & {
  readonly history: UndoHistory
  readonly inTurn: <Value>(projectId: string, work: () => Promise<Value>) => Promise<Value>
}

/** Everything a person does with pipelines as wholes and with their graphs; and the palette's templates and files. */
export const createPipelines = (dependencies: PipelinesDependencies): { pipelines: Pipelines; blocks: Blocks } => {
  const parts: Parts = { ...dependencies, history: createUndoHistory(), inTurn: createTurns() }
  const templates = createBlockTemplates(dependencies.context.resourcesDirectory)
  return {
    pipelines: {
      get: ({ projectId, pipelineUuid }) =>
        inProject(parts, projectId, (project) => load(parts, project, pipelineUuid)),
      edit: createEdit(parts, templates.code),
      undo: ({ projectId, pipelineUuid }) => takeStep(parts, { projectId, pipelineUuid, way: 'undo' }),
      redo: ({ projectId, pipelineUuid }) => takeStep(parts, { projectId, pipelineUuid, way: 'redo' }),
      ...createFolderActions(parts),
    },
    blocks: {
      templates: async () => ok(templates.list()),
      files: ({ projectId }) => inProject(parts, projectId, async ({ path }) => ok(await scanBlockFiles(path))),
    },
  }
}

/** One change of a project after the other: each works out its change from the files as the one before left them. */
const createTurns = (): Parts['inTurn'] => {
  const last = new Map<string, Promise<unknown>>()
  return (projectId, work) => {
    const turn = (last.get(projectId) ?? Promise.resolve()).then(work, work)
    last.set(projectId, turn)
    return turn
  }
}

const inProject = async <Value>(
  { findProject }: Parts,
  projectId: string,
  work: (project: OpenProject) => Promise<Result<Value>>,
): Promise<Result<Value>> => {
  const project = findProject(projectId)
  return project.ok ? work(project.value) : project
}

/** A change: in its turn, and never in the middle of another one. */
const changing = <Value>(
  parts: Parts,
  projectId: string,
  work: (project: OpenProject) => Promise<Result<Value>>,
): Promise<Result<Value>> => parts.inTurn(projectId, () => inProject(parts, projectId, work))

const keyOf = (project: OpenProject, uuid: string): string => `${project.id}/${uuid}`

const writerOf = (parts: Parts, project: OpenProject): Writer => ({ ...parts, projectPath: project.path })

/** The pipeline as its files say now, with the labels of this session's edits. */
const load = async (parts: Parts, project: OpenProject, uuid: string): Promise<Result<Pipeline>> => {
  const loaded = await loadPipeline(project.path, uuid)
  return loaded.ok ? ok({ ...loaded.value, ...parts.history.labels(keyOf(project, uuid)) }) : loaded
}

type EditInput = RequestInput<'pipeline.edit'>

const createEdit =
  (parts: Parts, templateCode: (id: string) => string | null): Pipelines['edit'] =>
  (input) =>
    changing(parts, input.projectId, async (project) => {
      const readable = await load(parts, project, input.pipelineUuid)
      if (!readable.ok) return readable
      const target = { projectPath: project.path, uuid: input.pipelineUuid, templateCode }
      const prepared = prepareEdits(target, input.edits)
      return prepared.ok ? commitEdit(parts, { project, input }, prepared.value) : prepared
    })

const commitEdit = async (
  parts: Parts,
  { project, input }: { project: OpenProject; input: EditInput },
  { change, created }: PreparedEdit,
): Promise<Result<RequestOutput<'pipeline.edit'>>> => {
  const written = await applyChange(change, writerOf(parts, project))
  if (!written.ok) return written
  if (!isNothing(change)) {
    parts.history.push(keyOf(project, input.pipelineUuid), { label: input.label, change })
    tell(parts, project.id, change)
  }
  const pipeline = await load(parts, project, input.pipelineUuid)
  return pipeline.ok ? ok({ pipeline: pipeline.value, createdBlocks: [...created] }) : pipeline
}

const isNothing = (change: FolderChange): boolean => change.files.length === 0 && change.moves.length === 0

type Step = { readonly projectId: string; readonly pipelineUuid: string; readonly way: 'undo' | 'redo' }

const takeStep = (parts: Parts, { projectId, pipelineUuid, way }: Step): Promise<Result<Pipeline>> =>
  changing(parts, projectId, async (project) => {
    const key = keyOf(project, pipelineUuid)
    const entry = parts.history.peek(key, way)
    if (entry === null) return load(parts, project, pipelineUuid)
    const reversed = reverseChange(project.path, entry.change)
    if (!reversed.ok) return reversed
    const written = await applyChange(reversed.value, writerOf(parts, project))
    if (!written.ok) return written
    parts.history.step(key, way, reversed.value)
    tell(parts, projectId, reversed.value)
    return load(parts, project, pipelineUuid)
  })

/** Tells the windows which pipelines to read again; the watcher keeps silent about our own writes. */
const tell = ({ context }: Parts, projectId: string, change: FolderChange): void => {
  const paths = [...change.files.map(({ path }) => path), ...change.moves.flatMap(({ from, to }) => [from, to])]
  const pipelines = new Set(paths.flatMap((path) => /^pipelines\/([^/]+)\//.exec(path)?.[1] ?? []))
  const comesOrGoes = change.moves.length > 0 || change.files.some(({ from, to }) => from === null || to === null)
  context.events.emit('project.changed', {
    projectId,
    pipelines: [...pipelines],
    blockFiles: true,
    tree: comesOrGoes,
  })
}

type FolderActions = Pick<Pipelines, 'create' | 'clone' | 'rename' | 'delete'>

const createFolderActions = (parts: Parts): FolderActions => {
  const told = (projectId: string, pipelines: string[]) =>
    parts.context.events.emit('project.changed', { projectId, pipelines, blockFiles: true, tree: true })
  const made = async (project: OpenProject, uuid: Result<string>, before: string[]): Promise<Result<Pipeline>> => {
    if (!uuid.ok) return uuid
    told(project.id, [...before, uuid.value])
    return load(parts, project, uuid.value)
  }
  return {
    create: ({ projectId, ...wanted }) =>
      changing(parts, projectId, async (project) =>
        made(project, await createPipelineFolder(writerOf(parts, project), wanted), []),
      ),
    clone: ({ projectId, pipelineUuid, name }) =>
      changing(parts, projectId, async (project) => {
        const source = await load(parts, project, pipelineUuid)
        if (!source.ok) return source
        return made(project, await clonePipelineFolder(writerOf(parts, project), pipelineUuid, name), [])
      }),
    rename: ({ projectId, pipelineUuid, name }) =>
      changing(parts, projectId, async (project) => {
        const source = await load(parts, project, pipelineUuid)
        if (!source.ok) return source
        const renamed = await renamePipelineFolder(writerOf(parts, project), pipelineUuid, name)
        // Snapshots name files of the old folder.
        if (renamed.ok) parts.history.forget(keyOf(project, pipelineUuid))
        return made(project, renamed, renamed.ok && renamed.value !== pipelineUuid ? [pipelineUuid] : [])
      }),
    delete: ({ projectId, pipelineUuid }) =>
      changing(parts, projectId, async (project) => {
        const folder = join(project.path, 'pipelines', pipelineUuid)
        if (!existsSync(folder))
          return fail('not-found', `There is no pipeline "${pipelineUuid}" any more. It may have been deleted already.`)
        const deleted = await moveToTrash(parts, folder, pipelineUuid)
        if (!deleted.ok) return deleted
        parts.history.forget(keyOf(project, pipelineUuid))
        told(projectId, [pipelineUuid])
        return ok(null)
      }),
  }
}

const moveToTrash = async ({ context, noteOwnWrite }: Parts, folder: string, uuid: string): Promise<Result<null>> => {
  try {
    noteOwnWrite(join(folder, 'metadata.yaml'), null)
    await context.trash(folder)
    return ok(null)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return fail(
      'write-failed',
      `Pipeline "${uuid}" could not be moved to the trash: ${reason}. Delete its folder by hand.`,
    )
  }
}
