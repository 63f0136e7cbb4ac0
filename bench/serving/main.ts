import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { openMany } from './connections.ts'
import {
  cliPath,
  type Place,
  preparePlace,
  run,
  type Server,
  startFastApi,
  startMlflow,
  startPipewright,
} from './servers.ts'

/**
 * Throughput and latency of an endpoint beside MLflow and plain FastAPI with the same model, the same workers, the same body, one after
 * another in one run; cold start; a swap under load; what recording costs. `node bench/serving/main.ts --venv <folder> [--seconds 8] [--only Pipewright,MLflow]`.
 */
const { values } = parseArgs({
  options: {
    venv: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
})
if (values.venv === undefined)
  throw new Error('Give --venv: an environment with scikit-learn, pandas, mlflow, fastapi, uvicorn.')
const seconds = Number(values.seconds)

type Facts = {
  readonly records: readonly Record<string, unknown>[]
  readonly predictions: readonly number[]
  readonly bare: Readonly<Record<'1' | '100', number>>
}

type Figure = { readonly perSecond: number; readonly p50: number; readonly p99: number; readonly failed: number }

const shoot = async (port: number, body: string, clients: number): Promise<Figure> => {
  const options = {
    url: `http://127.0.0.1:${port}/invocations`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  } as const
  // A model, a gateway and a client warm up too.
  await autocannon({ ...options, connections: clients, duration: 2 })
  const result = await autocannon({ ...options, connections: clients, duration: seconds })
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  }
}

const ask = (port: number, path: string, body: string): Promise<{ status: number; text: string }> =>
  new Promise((settle, reject) => {
    const headers = { 'content-type': 'application/json' }
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on('end', () => settle({ status: response.statusCode ?? 0, text }))
    })
    call.on('error', reject)
    call.end(body)
  })

/** Every server must give the very predictions of the bare model, or its speed means nothing. */
const prove = async (server: Server, facts: Facts): Promise<void> => {
  const { text } = await ask(server.port, '/invocations', JSON.stringify({ dataframe_records: facts.records }))
  const given = JSON.stringify((JSON.parse(text) as { predictions: unknown }).predictions)
  if (given !== JSON.stringify(facts.predictions)) throw new Error(`${server.name} predicts something else: ${given}`)
}

const cases = [1, 100].flatMap((rows) => [1, 8, 64].map((clients) => ({ rows, clients })))

const measure = async (server: Server, facts: Facts): Promise<Record<string, Figure>> => {
  await prove(server, facts)
  const figures: Record<string, Figure> = {}
  for (const { rows, clients } of cases) {
    const body = JSON.stringify({ dataframe_records: facts.records.slice(0, rows) })
    const figure = await shoot(server.port, body, clients)
    figures[`${rows} × ${clients}`] = figure
    const line = [
      server.name,
      `${rows} rows`,
      `${clients} clients`,
      `${figure.perSecond.toFixed(0)}/s`,
      `p50 ${figure.p50} ms`,
      `p99 ${figure.p99} ms`,
    ]
    console.log(`${line.join('  ')}${figure.failed === 0 ? '' : `  ${figure.failed} failed`}`)
  }
  return figures
}

const prepareProject = async ({ folder, bin }: Place): Promise<void> => {
  const project = join(folder, 'project')
  await mkdir(join(project, 'pipelines'), { recursive: true })
  await writeFile(join(project, 'metadata.yaml'), 'project_type: standalone\n')
  await symlink(dirname(bin), join(project, '.venv'))
  const own = { PIPEWRIGHT_DATA_DIRECTORY: join(folder, 'data') }
  const cli = [process.execPath, cliPath]
  for (const alias of [['--alias', 'champion'], []])
    await run([...cli, 'register', project, 'churn', join(folder, 'model'), ...alias], own)
}

const settings = (place: Place, recording: boolean): Promise<void> =>
  writeFile(join(place.folder, 'project', 'models', 'churn', 'endpoint.yaml'), `recording: {enabled: ${recording}}\n`)

const median = (figures: readonly number[]): number =>
  [...figures].sort((left, right) => left - right)[Math.floor(figures.length / 2)] ?? 0

/** The same endpoint with and without recording, in turns, so that what else the machine does falls on both. */
const recordingCost = async (place: Place, facts: Facts): Promise<void> => {
  const body = JSON.stringify({ dataframe_records: facts.records.slice(0, 1) })
  const rates = { on: [] as number[], off: [] as number[] }
  for (let turn = 0; turn < 3; turn += 1) {
    for (const kind of ['off', 'on'] as const) {
      await settings(place, kind === 'on')
      const server = await startPipewright(place, body)
      rates[kind].push((await shoot(server.port, body, 8)).perSecond)
      await server.stop()
    }
  }
  const [on, off] = [median(rates.on), median(rates.off)]
  console.log(
    `recording costs ${((1 - on / off) * 100).toFixed(1)} % (${off.toFixed(0)}/s without, ${on.toFixed(0)}/s with; medians of 3)`,
  )
}

/** Another version takes over while 8 clients ask: by the alias that another process moves. */
const swapUnderLoad = async (place: Place, facts: Facts): Promise<void> => {
  await settings(place, true)
  const body = JSON.stringify({ dataframe_records: facts.records.slice(0, 1) })
  const server = await startPipewright(place, body)
  const load = autocannon({
    url: `http://127.0.0.1:${server.port}/invocations`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: 8,
    duration: 15,
  })
  const own = { PIPEWRIGHT_DATA_DIRECTORY: join(place.folder, 'data') }
  const started = performance.now()
  await run([process.execPath, cliPath, 'promote', join(place.folder, 'project'), 'churn/2', '--reason', 'bench'], own)
  const result = await load
  const failed = result.non2xx + result.errors + result.timeouts
  const version = await ask(server.port, '/models/churn/predict', JSON.stringify(facts.records[0]))
  console.log(
    `swap under load: ${result.requests.total} requests, ${failed} failed, p99 ${result.latency.p99} ms, then ${version.text.slice(0, 80)}; promoted ${(performance.now() - started).toFixed(0)} ms before the end`,
  )
  await server.stop()
}

const starts = { Pipewright: startPipewright, FastAPI: startFastApi, MLflow: startMlflow } as const

const compare = (ours: Record<string, Figure>, theirs: Record<string, Figure>, name: string): void => {
  for (const [key, figure] of Object.entries(ours)) {
    const peer = theirs[key]
    if (peer === undefined) continue
    const [rate, tail] = [figure.perSecond / peer.perSecond, figure.p99 / peer.p99]
    console.log(
      `${key.padEnd(10)} ${rate.toFixed(1)} × the requests per second of ${name}, p99 ${tail.toFixed(2)} × its`,
    )
  }
}

await using place = await preparePlace(join(values.venv, 'bin'), Number(values.workers))
process.env.PIPEWRIGHT_DATA_DIRECTORY = join(place.folder, 'data')
const facts = JSON.parse(await readFile(join(place.folder, 'facts.json'), 'utf8')) as Facts
await prepareProject(place)
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${place.workers} workers each, ${seconds} s a figure`)
console.log(`bare model call: ${facts.bare['1'].toFixed(2)} ms for a row, ${facts.bare['100'].toFixed(2)} ms for 100`)
const one = JSON.stringify({ dataframe_records: facts.records.slice(0, 1) })
const results: Record<string, Record<string, Figure>> = {}
const chosen = (values.only ?? Object.keys(starts).join()).split(',')
for (const [name, start] of Object.entries(starts)) {
  if (!chosen.includes(name)) continue
  const server = await start(place, one)
  console.log(`${server.name}: first prediction ${(server.coldStartMs / 1000).toFixed(1)} s after its start`)
  results[name] = await measure(server, facts)
  await server.stop()
}
for (const name of ['MLflow', 'FastAPI']) compare(results.Pipewright ?? {}, results[name] ?? {}, name)
const batch = results.Pipewright?.['100 × 1']
if (batch !== undefined)
  console.log(`100 rows by one client: ${(batch.p50 / facts.bare['100']).toFixed(2)} × the bare model call`)
await recordingCost(place, facts)
await swapUnderLoad(place, facts)
const attacked = await startPipewright(place, one)
const isRight = async (): Promise<boolean> => (await ask(attacked.port, '/invocations', one)).status === 200
console.log(await openMany(attacked, 10_000, isRight))
await attacked.stop()
