import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { loadYaml } from '#engine/pipelines/yaml-load.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { projectEnvironment } from '#engine/run/block-environment.ts'
import { ownIdentity } from '#engine/run/process-identity.ts'
import { markVariable } from '#engine/run/process-marks.ts'
import type { EndpointSettings } from '#shared/model/endpoint.ts'
import type { ModelSignature } from '#shared/model/registry.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { readInputExample } from './input-example.ts'
import type { Launch } from './launch.ts'
import type { ServingDependencies } from './serving-dependencies.ts'

/** A version as the registry resolved it, and how it is served. */
export type LaunchRequest = {
  readonly project: OpenProject
  readonly name: string
  readonly version: number
  readonly directory: string
  readonly signature: ModelSignature | null
  readonly settings: EndpointSettings
  readonly resourcesDirectory: string
}

/**
 * Libraries of linear algebra take all cores unless told; workers would keep each other waiting, and threads they begin when they are
 * imported keep forks from sharing the model. A single worker has all cores.
 */
const threadVariables = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS']

const environmentOf = async (project: OpenProject, interpreter: string, workers: number) => {
  const { pid, started } = await ownIdentity()
  const environment = await projectEnvironment(interpreter)
  const threads = workers === 1 ? `${availableParallelism()}` : '1'
  return {
    ...Object.fromEntries(threadVariables.map((name) => [name, threads])),
    ...environment,
    // By which a later host finds workers of one that is gone.
    [markVariable]: `${project.id}:session/${pid}/${started}/endpoint`,
  }
}

/** `MLmodel` of a model folder as plain data; fails where it is missing or no YAML. */
export const readMlmodelFile = async (directory: string): Promise<Result<Record<string, unknown>>> => {
  const text = await readFile(join(directory, 'MLmodel'), 'utf8').catch(() => null)
  if (text === null) return fail('not-found', `Expected a file MLmodel in ${directory}; there is none.`)
  const loaded = loadYaml(text)
  if (loaded.ok && loaded.value !== null && typeof loaded.value === 'object') {
    return ok(loaded.value as Record<string, unknown>)
  }
  return fail('unreadable-file', `MLmodel in ${directory} could not be read as YAML. Register the model again.`)
}

/** All that is needed to start the Python side of a version. Fails in words where the model or the interpreter is missing. */
export const launchOf = async (request: LaunchRequest, deps: ServingDependencies): Promise<Result<Launch>> => {
  const { project, settings, directory } = request
  const [mlmodel, interpreter] = await Promise.all([readMlmodelFile(directory), deps.interpreterFor(project)])
  if (!mlmodel.ok) return mlmodel
  if (!interpreter.ok) return interpreter
  return ok({
    name: request.name,
    version: request.version,
    directory,
    mlmodel: mlmodel.value,
    signature: request.signature,
    example: await readInputExample(directory, mlmodel.value),
    interpreter: interpreter.value.path,
    pythonDirectory: join(request.resourcesDirectory, 'python'),
    environment: await environmentOf(project, interpreter.value.path, settings.workers),
    project: { path: project.path, workingDirectory: await project.workingDirectory() },
    predict: settings.predict === null ? null : join(project.path, settings.predict),
    workers: settings.workers,
  })
}
