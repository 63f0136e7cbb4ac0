import { mkdir, writeFile } from 'node:fs/promises'
import { type RequestOptions, request } from 'node:http'
import { join } from 'node:path'
import { createModels, type ModelsCapability } from '#engine/models/models.ts'
import type { OpenProject, ProjectWithFiles } from '#engine/project/open-project.ts'
import { writeEndpointSettings } from '#engine/serving/endpoint-file.ts'
import type { RunPipeline } from '#engine/serving/pipeline-calls.ts'
import { createServing, type ServingCapability } from '#engine/serving/serving.ts'
import type { WantedRoute } from '#shared/model/endpoint.ts'
import { type EndpointSettings, type EndpointStatus, endpointSettingsSchema } from '#shared/model/endpoint.ts'
import type { TrafficRecord } from '#shared/model/traffic.ts'
import { fail, ok } from '#shared/result.ts'
import { createTempEngineContext, type TempEngineContext } from './temp-engine-context.ts'
import { createTempProject, type TempProject } from './temp-project.ts'
import { given, openTempProject, testInterpreter } from './temp-runs.ts'

/** A model of plain Python: it adds up `tenure` and `monthly`, times a factor; what `contract` says steers how it behaves. */
const plainModel = `
import os, time


class Model:
    def __init__(self, factor):
        self.factor = factor
        self.classes_ = None

    def predict(self, rows, slow=0):
        rows = rows.to_dict('records') if hasattr(rows, 'to_dict') else rows
        return [self.one(row, slow) for row in rows]

    def one(self, row, slow):
        what = row.get('contract')
        if what == 'dies':
            os._exit(9)
        if what == 'dies-once':
            dies_once()
        if what == 'fails':
            raise ValueError('this contract cannot be predicted')
        if what == 'sleeps':
            time.sleep(30)
        if what == 'waits':
            time.sleep(0.05)
        if what == 'pid':
            return os.getpid()
        return ((row['tenure'] or 0) + (row['monthly'] or 0)) * self.factor


def dies_once():
    mark = os.path.join(os.environ['MAGE_RUNTIME__REPO_PATH'], 'died')
    if not os.path.exists(mark):
        open(mark, 'w').close()
        os._exit(9)
`

const signature = [
  { name: 'tenure', type: 'long', required: true },
  { name: 'monthly', type: 'double', required: true },
  { name: 'contract', type: 'string', required: false },
]

const mlmodel = `flavors:
  python_function:
    loader_module: pipewright_model
    model_path: model.pkl
    python_version: 3.11.0
saved_input_example_info: {artifact_path: input_example.json, type: dataframe, pandas_orient: split}
signature:
  inputs: '${JSON.stringify(signature)}'
  outputs: '[{"type": "double", "required": true}]'
`

/** A pickle of \`Model(factor)\` of the project's module \`plain_model\`, as protocol 0 writes it. */
const pickleOf = (factor: number): string =>
  `ccopy_reg\n_reconstructor\n(cplain_model\nModel\nc__builtin__\nobject\nNtR(dVfactor\nI${factor}\nsVclasses_\nNsb.`

export type Answer = {
  readonly status: number
  readonly text: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

type Sent = { readonly path: string; readonly body?: unknown; readonly options?: RequestOptions | undefined }

export type TempServing = AsyncDisposable & {
  readonly context: TempEngineContext
  readonly folder: TempProject
  readonly project: OpenProject
  readonly models: ModelsCapability
  readonly serving: ServingCapability
  readonly recorded: TrafficRecord[]
  /** Registers a version whose predictions are multiplied by the factor. */
  register(
    factor: number,
    options?: { readonly alias?: string; readonly files?: Readonly<Record<string, string>> },
  ): Promise<number>
  settings(changes: Record<string, unknown>): Promise<void>
  serve(versions?: readonly WantedRoute[] | null): Promise<EndpointStatus>
  /** Sends a request as a caller would. A body that is no text is sent as JSON. */
  send(path: string, body?: unknown, options?: RequestOptions): Promise<Answer>
  port(): number
}

/** Sends one request to a port of this computer; GET where it has no body. */
export const sendTo = (port: number, sent: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { path, body, options = {} } = sent
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const method = body === undefined ? 'GET' : 'POST'
    const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers }
    const call = request({ host: '127.0.0.1', port, path, method, ...options, headers }, (response) => {
      let received = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        received += chunk
      })
      response.on('end', () => {
        const isJson = `${response.headers['content-type']}`.includes('json') && received.trim() !== ''
        const parsed: unknown = isJson ? JSON.parse(received) : null
        resolve({ status: response.statusCode ?? 0, text: received, body: parsed, headers: response.headers })
      })
    })
    call.on('error', reject)
    call.end(text)
  })

const withFiles = (project: OpenProject): ProjectWithFiles => ({
  ...project,
  files: async () => new Set(),
  usedFiles: async () => new Map(),
})

type TempServingOptions = { readonly interpreter?: string; readonly runPipeline?: RunPipeline }

type RegisterOptions = { readonly alias?: string; readonly files?: Readonly<Record<string, string>> }

const registerPlain = async (
  { models, project }: { readonly models: ModelsCapability; readonly project: OpenProject },
  factor: number,
  { alias, files = {} }: RegisterOptions = {},
): Promise<number> => {
  const directory = join(project.path, '..', `model-${factor}-${Math.random()}`)
  await mkdir(directory, { recursive: true })
  const example = { columns: ['tenure', 'monthly', 'contract'], data: [[2, 53.85, 'Month-to-month']] }
  const plain = { MLmodel: mlmodel, 'model.pkl': pickleOf(factor), 'input_example.json': JSON.stringify(example) }
  for (const [name, text] of Object.entries({ ...plain, ...files })) await writeFile(join(directory, name), text)
  const request = {
    name: 'churn',
    directory,
    profilePath: null,
    facts: {},
    alias: alias ?? null,
    reason: null,
    by: 'test',
  }
  return given(await models.register(project, request)).version
}

/** Real endpoints of a real project with a model of plain Python, in the Python of the machine; on a port the system chooses. */
export const createTempServing = async (options: TempServingOptions = {}): Promise<TempServing> => {
  const context = await createTempEngineContext()
  const folder = await createTempProject([])
  const project = withFiles(openTempProject(folder.path))
  const findProject = (id: string) => (id === project.id ? ok(project) : fail('not-found', 'no such project'))
  const interpreterFor = async () => ok({ path: options.interpreter ?? testInterpreter(), version: null })
  const models = createModels(context, { findProject, noteOwnWrite: () => undefined, interpreterFor })
  const runPipeline = options.runPipeline ?? (async () => fail('not-found', 'no such pipeline'))
  const serving = createServing(context, { findProject, models, interpreterFor, runPipeline })
  const recorded: TrafficRecord[] = []
  serving.recordTo({
    record: (_, records) => void recorded.push(...records),
    feedback: async (_, __, items) => {
      const known = items.filter(({ requestId }) => recorded.some((record) => record.requestId === requestId))
      return ok({ matched: known.length })
    },
  })
  await folder.write('plain_model.py', plainModel)
  let port = 0
  let settings: EndpointSettings = endpointSettingsSchema.parse({ recording: { enabled: true } })
  const temp: TempServing = {
    context,
    folder,
    project,
    models,
    serving,
    recorded,
    register: (factor, how) => registerPlain({ models, project }, factor, how),
    settings: async (changes) => {
      settings = endpointSettingsSchema.parse({ ...settings, ...changes })
      given(await writeEndpointSettings(project, 'churn', settings))
    },
    serve: async (versions = null) => {
      const input = { projectId: project.id, modelName: 'churn', port: 0, workers: null, reason: null }
      const status = given(await serving.serve({ ...input, versions: versions === null ? null : [...versions] }))
      port = Number(new URL(status.url ?? '').port)
      return status
    },
    send: (path, body, options) => sendTo(port, { path, body, options }),
    port: () => port,
    [Symbol.asyncDispose]: async () => {
      await serving[Symbol.asyncDispose]()
      await models[Symbol.asyncDispose]()
      await folder.remove()
      await context[Symbol.asyncDispose]()
    },
  }
  return temp
}
