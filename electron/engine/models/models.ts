import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Models } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { faceOf, later } from '#engine/later.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { ModelVersion } from '#shared/model/registry.ts'
import type { Result } from '#shared/result.ts'
import type { RunningVersions } from './model-uses.ts'
import type { ModelsDependencies } from './models-dependencies.ts'
import type { ModelsPart } from './models-part.ts'
import type { RegisterRequest, ResolvedModel } from './register-request.ts'
import type { ChangeNote } from './registry-place.ts'

/** What the registry offers: the window's requests, and more to the other capabilities of the engine. */
export type ModelsCapability = Omit<Models, 'add' | 'find'> &
  AsyncDisposable & {
    /** `churn` (its champion, else its newest version), `churn@champion`, `churn/7`, also as `models:/churn/7`. */
    resolve(project: OpenProject, reference: string): Promise<Result<ResolvedModel>>
    /** Copies a model folder into the project as a new version. Two at once get two numbers; a kill leaves no half version. */
    register(project: OpenProject, request: RegisterRequest): Promise<Result<ModelVersion>>
    /** Promotes for somebody else than this host's user; `by` as in `changes.ndjson`. */
    promoteFor(
      project: OpenProject,
      promotion: { readonly name: string; readonly version: number; readonly reason: string; readonly by: string },
    ): Promise<Result<null>>
    /** Appends a line to `changes.ndjson` and tells `model.changed`. */
    note(project: OpenProject, name: string, change: ChangeNote): Promise<Result<null>>
    /** From now on asked which versions answer requests, so that none of those is deleted. Told by serving, which is made later. */
    noteServing(asked: RunningVersions): void
    /** When a project is opened: removes what a killed host left. */
    sweep(project: OpenProject): Promise<void>
  }

/** Files of models that changed by another hand: another host, an editor, a checkout. */
const listenToFiles = ({ events }: Pick<EngineContext, 'events'>): (() => void) =>
  events.on('file.changed', ({ projectId, path }) => {
    const [folder, name, ...rest] = path.split('/')
    // The files of a version are many and never change; its `version.yaml` tells of it.
    if (folder !== 'models' || name === undefined || rest.length === 0 || rest[2] === 'files') return
    events.emit('model.changed', { projectId, name })
  })

/** Most projects have no models, and need nothing of what reads them. */
export const hasModels = (projectPath: string): boolean => existsSync(join(projectPath, 'models'))

const names = [
  'list',
  'get',
  'changes',
  'create',
  'describe',
  'setAlias',
  'deleteAlias',
  'setStage',
  'promote',
  'rollBack',
  'uses',
  'rename',
  'deleteVersion',
  'delete',
  'compare',
  'card',
  'package',
  'resolve',
  'register',
  'promoteFor',
  'note',
] as const

/** Makes the registry of an engine: models in the project folder, `models/<name>/`. What reads and writes them is loaded with the first request. */
export const createModels = (context: EngineContext, deps: ModelsDependencies): ModelsCapability => {
  let running: RunningVersions = () => []
  const part = later<ModelsPart>(async () => {
    const { createModelsPart } = await import('./models-part.ts')
    return createModelsPart(context, deps, (projectId, name) => running(projectId, name))
  })
  const stopListening = listenToFiles(context)
  return {
    ...faceOf(part, names),
    noteServing: (asked) => {
      running = asked
    },
    sweep: async (project) => {
      if (hasModels(project.path)) await (await part.get()).sweep(project)
    },
    [Symbol.asyncDispose]: async () => stopListening(),
  }
}
