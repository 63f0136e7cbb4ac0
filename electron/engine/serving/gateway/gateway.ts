import { type MessagePort, parentPort } from 'node:worker_threads'
import type { Json } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { createEndpointServer, type EndpointServer } from './endpoint-server.ts'
import type {
  EndpointSpec,
  GatewayEvent,
  GatewayMessage,
  GatewayQuestion,
  GatewayRequest,
  QuestionAnswers,
} from './messages.ts'
import { plainProtocol } from './protocols/plain.ts'
import { createRecorder } from './recorder.ts'
import { reportOf } from './report.ts'
import { ServedModel } from './served-model.ts'
import { createWorkerHub, type WorkerHub } from './worker-hub.ts'

type Listener = {
  readonly projectId: string
  readonly host: string
  readonly server: EndpointServer
  readonly models: Map<string, ServedModel>
}

/** Milliseconds between two looks at whether there is something to report. */
const reportEveryMs = 1_000

/** Serves models in a thread of its own: a busy endpoint keeps no window waiting, and a busy window no caller. */
class Gateway {
  readonly #port: MessagePort
  readonly #hub: WorkerHub
  readonly #models = new Map<string, ServedModel>()
  readonly #listeners = new Map<number, Listener>()
  readonly #recorder = createRecorder((key, records) => this.#tell({ kind: 'records', key, records }))
  readonly #asked = new Map<number, (result: Result<never>) => void>()
  #reported = ''
  #questions = 0
  #timer: NodeJS.Timeout | null = null

  constructor(port: MessagePort, hub: WorkerHub) {
    this.#port = port
    this.#hub = hub
  }

  /** Takes requests from now on. */
  begin(): void {
    this.#timer = setInterval(() => this.#report(), reportEveryMs)
    this.#port.on('message', (message: GatewayMessage) => {
      if (message.kind === 'request') void this.#answer(message.id, message.request)
      else {
        this.#asked.get(message.id)?.(message.result as Result<never>)
        this.#asked.delete(message.id)
      }
    })
    this.#tell({ kind: 'ready' })
  }

  readonly #logger = {
    info: (message: string, facts?: Record<string, unknown>) => this.#log('info', message, facts),
    warn: (message: string, facts?: Record<string, unknown>) => this.#log('warn', message, facts),
    error: (message: string, facts?: Record<string, unknown>) => this.#log('error', message, facts),
  }

  #log(level: 'info' | 'warn' | 'error', message: string, facts?: Record<string, unknown>): void {
    this.#tell({ kind: 'log', level, message, ...(facts === undefined ? {} : { facts }) })
  }

  #tell(event: GatewayEvent): void {
    this.#port.postMessage(event)
  }

  async #answer(id: number, request: GatewayRequest): Promise<void> {
    const result = await this.#perform(request).catch((error: unknown) => {
      this.#logger.error('the gateway could not do what it was asked', { request: request.kind, error: String(error) })
      return fail('internal', 'The gateway of endpoints failed; the log says why.')
    })
    this.#report()
    this.#tell({ kind: 'answer', id, result })
    if (request.kind === 'close') this.#port.close()
  }

  #perform(request: GatewayRequest): Promise<Result<unknown>> {
    switch (request.kind) {
      case 'apply':
        return this.#apply(request.spec)
      case 'remove':
        return this.#remove(request.key)
      case 'predict':
        return this.#predict(request.key, request.rows)
      case 'close':
        return this.#close()
    }
  }

  async #apply(spec: EndpointSpec): Promise<Result<{ port: number }>> {
    const known = this.#models.get(spec.key)
    const model = known ?? new ServedModel(spec, { hub: this.#hub, logger: this.#logger })
    if (known === undefined) this.#models.set(spec.key, model)
    const refused = this.#portRefusal(spec)
    const applied = refused ?? (await model.apply(spec))
    const listening = applied.ok ? await this.#listen(spec, model) : applied
    if (!listening.ok && known === undefined) {
      this.#models.delete(spec.key)
      await model.remove()
    }
    return listening
  }

  /** A port has one address and one project, whose token lets in. */
  #portRefusal({ projectId, listen }: EndpointSpec): Result<never> | null {
    const taken = this.#listeners.get(listen.port)
    if (taken === undefined || (taken.projectId === projectId && taken.host === listen.host)) return null
    const whose = taken.projectId === projectId ? `this project on ${taken.host}` : 'another project'
    return fail('conflict', `Port ${listen.port} is used by an endpoint of ${whose}. Choose another port.`)
  }

  async #listen(spec: EndpointSpec, model: ServedModel): Promise<Result<{ port: number }>> {
    const { port } = spec.listen
    const known = this.#listeners.get(port)
    if (known !== undefined) {
      known.server.change(spec.listen)
      known.models.set(spec.name, model)
      await this.#leave(model, known)
      return ok({ port: known.server.port })
    }
    const models = new Map([[spec.name, model]])
    const made = await createEndpointServer(spec.listen, {
      models,
      recorder: this.#recorder,
      logger: this.#logger,
      feedback: (key, items) => this.#ask<'feedback'>(key, { kind: 'feedback', items }),
      runPipeline: (key, call) => this.#ask<'pipeline'>(key, { kind: 'pipeline', call }),
    })
    if (!made.ok) return made
    const listener = { projectId: spec.projectId, host: spec.listen.host, server: made.value, models }
    this.#listeners.set(port, listener)
    await this.#leave(model, listener)
    return ok({ port: made.value.port })
  }

  /** A model is on one port; the one it was on before is closed with its last model. */
  async #leave(model: ServedModel, stays: Listener | null): Promise<void> {
    for (const [port, listener] of this.#listeners) {
      if (listener === stays || listener.models.get(model.spec.name) !== model) continue
      listener.models.delete(model.spec.name)
      if (listener.models.size > 0) continue
      this.#listeners.delete(port)
      await listener.server.close()
    }
  }

  async #remove(key: string): Promise<Result<null>> {
    const model = this.#models.get(key)
    if (model === undefined) return ok(null)
    this.#models.delete(key)
    await this.#leave(model, null)
    await model.remove()
    this.#recorder.flush()
    return ok(null)
  }

  async #predict(key: string, rows: readonly Json[]): Promise<Result<readonly Json[]>> {
    const loaded = this.#models.get(key)?.choose(null) ?? null
    if (loaded === null) return fail('not-found', 'The model is not served.')
    const read = plainProtocol.read([...rows], loaded.schema)
    if (!read.ok) return fail('invalid-input', read.problem.message)
    const outcome = await loaded.pool.batcher.ask({ ...read.call, isGone: () => false })
    if (outcome.kind !== 'answered') return fail('unsupported', `The model did not answer: ${outcome.kind}.`)
    const facts = { model: loaded.pool.launch.name, version: loaded.route.version, body: [...rows] }
    return ok(plainProtocol.write(outcome.answer, facts) as Json[])
  }

  #ask<Kind extends GatewayQuestion['kind']>(
    key: string,
    question: Extract<GatewayQuestion, { kind: Kind }>,
  ): Promise<QuestionAnswers[Kind]> {
    // What feedback is about may still wait to be recorded.
    this.#recorder.flush()
    this.#questions += 1
    const id = this.#questions
    return new Promise((resolve) => {
      this.#asked.set(id, resolve as (result: Result<never>) => void)
      this.#tell({ kind: 'asked', id, key, question })
    })
  }

  #portOf(model: ServedModel): number {
    for (const { server, models } of this.#listeners.values())
      if (models.get(model.spec.name) === model) return server.port
    return model.spec.listen.port
  }

  #report(): void {
    const endpoints = [...this.#models.values()].map((model) => reportOf(model, this.#portOf(model)))
    const text = JSON.stringify(endpoints)
    if (text === this.#reported) return
    this.#reported = text
    this.#tell({ kind: 'report', endpoints })
  }

  async #close(): Promise<Result<null>> {
    if (this.#timer !== null) clearInterval(this.#timer)
    for (const { server } of this.#listeners.values()) await server.close()
    await Promise.all([...this.#models.values()].map((model) => model.remove()))
    this.#recorder.close()
    await this.#hub.close()
    return ok(null)
  }
}

const begin = async (port: MessagePort): Promise<void> => {
  const gateway = new Gateway(port, await createWorkerHub())
  gateway.begin()
}

// What this file is for: it is the entry of a thread.
if (parentPort !== null) void begin(parentPort)
