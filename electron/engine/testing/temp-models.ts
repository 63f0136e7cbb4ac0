import { createModels, type ModelsCapability } from '#engine/models/models.ts'
import type { RegisterRequest } from '#engine/models/register-request.ts'
import type { ProjectWithFiles } from '#engine/project/open-project.ts'
import { walkFiles } from '#engine/project/walk-files.ts'
import type { ModelVersion } from '#shared/model/registry.ts'
import { fail, ok } from '#shared/result.ts'
import { createTempEngineContext, type TempEngineContext } from './temp-engine-context.ts'
import { createTempProject, type TempProject } from './temp-project.ts'
import { given, openTempProject, testInterpreter } from './temp-runs.ts'

/** An `MLmodel` as our helper writes one, of a model of two columns. */
export const mlmodelText = `artifact_path: model
flavors:
  pipewright:
    flavor: sklearn
    loader: skops
  python_function:
    env: {virtualenv: python_env.yaml}
    loader_module: pipewright_model
    python_version: 3.11.2
saved_input_example_info:
  artifact_path: input_example.json
signature:
  inputs: '[{"type": "double", "name": "monthly", "required": true}, {"type": "string", "name": "contract", "required": true}]'
  outputs: '[{"type": "long", "required": true}]'
  params: null
`

export type TempModels = AsyncDisposable & {
  readonly context: TempEngineContext
  readonly folder: TempProject
  readonly project: ProjectWithFiles
  readonly models: ModelsCapability
  /** Writes a model folder outside of `models/`; gives its absolute path. */
  modelFolder(content?: string): Promise<string>
  /** Registers a version; fails the test where that is refused. */
  register(name: string, request?: Partial<RegisterRequest>): Promise<ModelVersion>
}

/** An opened project straight over its folder, as far as the registry asks it. */
export const openProjectWithFiles = (
  path: string,
  used: ReadonlyMap<string, readonly string[]> = new Map(),
): ProjectWithFiles => ({
  ...openTempProject(path),
  files: () => walkFiles(path),
  usedFiles: async () => used,
})

/** The registry over a real project folder. `used` = code files with the pipelines that use them. */
export const createTempModels = async (
  used: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<TempModels> => {
  const context = await createTempEngineContext()
  const folder = await createTempProject([])
  const project = openProjectWithFiles(folder.path, used)
  const models = createModels(context, {
    findProject: (id) => (id === project.id ? ok(project) : fail('not-found', 'no such project')),
    noteOwnWrite: () => {},
    interpreterFor: async () => ok({ path: testInterpreter() }),
  })
  let made = 0
  const modelFolder = async (content = 'weights') => {
    made += 1
    const place = `trained/${made}`
    await folder.write(`${place}/MLmodel`, mlmodelText)
    await folder.write(`${place}/model.skops`, content)
    await folder.write(`${place}/requirements.txt`, 'scikit-learn==1.9.0\nskops==0.14.0\n# a comment\n')
    await folder.write(`${place}/input_example.json`, '{"columns": ["monthly", "contract"], "data": [[1.5, "a"]]}')
    return folder.at(place)
  }
  return {
    context,
    folder,
    project,
    models,
    modelFolder,
    register: async (name, request = {}) => {
      const directory = request.directory ?? (await modelFolder())
      const facts = { metrics: { auc: 0.9 }, params: { C: '1.0' }, tags: {} }
      const full = { profilePath: null, facts, alias: null, reason: null, by: 'test', ...request, name, directory }
      return given(await models.register(project, full))
    },
    [Symbol.asyncDispose]: async () => {
      await models[Symbol.asyncDispose]()
      await folder.remove()
      await context[Symbol.asyncDispose]()
    },
  }
}
