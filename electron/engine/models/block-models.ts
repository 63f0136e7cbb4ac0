import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRawMap } from '#engine/pipelines/read-values.ts'
import { readYaml } from '#engine/pipelines/yaml-read.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { type JsonMap, jsonMapSchema } from '#shared/model/json.ts'
import { ok, type Result } from '#shared/result.ts'
import type { ModelsCapability } from './models.ts'
import type { VersionFacts } from './register-request.ts'

/** A model that a block saved by `pipewright.log_model`. */
export type LoggedModel = {
  readonly project: OpenProject
  readonly run: { readonly id: number; readonly pipelineUuid: string; readonly commit: string | null }
  readonly blockUuid: string
  /** As the block calls it. */
  readonly name: string
  /** Absolute; a folder in MLflow's layout below the block run directory. */
  readonly directory: string
  /** Absolute. */
  readonly profilePath: string | null
  /** The model it becomes a version of; null = it is only kept with its run. */
  readonly registeredName: string | null
  readonly alias: string | null
  readonly facts: VersionFacts
}

/** What the blocks of a run may ask of the registry. */
export type BlockModels = {
  /** Registers where that was asked for; gives the version, null where it was not. */
  logged(model: LoggedModel): Promise<Result<number | null>>
  /** Where a registered model lies, with what its `MLmodel` says. */
  find(project: OpenProject, reference: string): Promise<Result<JsonMap>>
}

const readMap = async (path: string): Promise<JsonMap> => {
  const loaded = await readYaml(await readFile(path, 'utf8'))
  const map = jsonMapSchema.safeParse(loaded.ok && isRawMap(loaded.value) ? loaded.value : {})
  return map.success ? map.data : {}
}

/** Where the files of a model are and what they say of themselves: all that loading it takes. */
export const findModel = async (
  models: Pick<ModelsCapability, 'resolve'>,
  project: OpenProject,
  reference: string,
): Promise<Result<JsonMap>> => {
  const found = await models.resolve(project, reference)
  if (!found.ok) return found
  const { name, version, directory, info } = found.value
  const mlmodel = await readMap(join(directory, 'MLmodel'))
  const signature = jsonMapSchema.nullable().parse(JSON.parse(JSON.stringify(info.signature)))
  return ok({ name, version, directory, mlmodel, signature })
}

/** The registry as blocks see it. */
export const createBlockModels = (models: Pick<ModelsCapability, 'register' | 'resolve'>): BlockModels => ({
  logged: async ({ project, run, blockUuid, directory, profilePath, registeredName, alias, facts }) => {
    if (registeredName === null) return ok(null)
    const source = { runId: run.id, pipelineUuid: run.pipelineUuid, blockUuid, commit: run.commit, ...facts.source }
    const version = await models.register(project, {
      name: registeredName,
      directory,
      profilePath,
      facts: { ...facts, source },
      alias,
      reason: null,
      by: `run ${run.id}`,
    })
    return version.ok ? ok(version.value.version) : version
  },
  find: (project, reference) => findModel(models, project, reference),
})
