import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')

/** Where things of one bench are. */
export type Place = {
  /** Scratch folder: the model, a project. */
  readonly folder: string
  /** `bin/` of an environment with scikit-learn, pandas, mlflow, fastapi, uvicorn. */
  readonly bin: string
  readonly workers: number
}

export type Server = {
  readonly name: string
  readonly port: number
  /** From its start to its first prediction. */
  readonly coldStartMs: number
  readonly pid: number
  stop(): Promise<void>
}

type Start = {
  readonly name: string
  readonly port: number
  readonly command: readonly [string, ...string[]]
  readonly env?: Record<string, string>
}

const answers = (port: number, body: string): Promise<boolean> =>
  new Promise((settle) => {
    const headers = { 'content-type': 'application/json' }
    const call = request({ host: '127.0.0.1', port, path: '/invocations', method: 'POST', headers }, (response) => {
      response.resume()
      response.on('end', () => settle(response.statusCode === 200))
    })
    call.on('error', () => settle(false))
    call.end(body)
  })

const patienceMs = 180_000

const untilItAnswers = async (child: ChildProcess, port: number, body: string): Promise<void> => {
  const until = Date.now() + patienceMs
  while (!(await answers(port, body))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    if (Date.now() > until) throw new Error('it did not answer in time')
    await new Promise((settle) => setTimeout(settle, 25))
  }
  // Another program on its port would answer for it.
  if (child.exitCode !== null) throw new Error('something else answers on its port')
}

/** As many threads as workers have cores each: more of them would keep the workers of all three waiting for each other. */
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }

/** Starts a server and waits for its first prediction. */
const start = async ({ name, port, command, env = {} }: Start, body: string): Promise<Server> => {
  const [file, ...parameters] = command
  const started = performance.now()
  const child = spawn(file, parameters, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...oneThread, ...env },
    detached: true,
  })
  await untilItAnswers(child, port, body)
  return {
    name,
    port,
    coldStartMs: performance.now() - started,
    pid: child.pid ?? 0,
    stop: async () => {
      // Its whole group: MLflow and uvicorn start processes of their own.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
      const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), 10_000)
      if (child.exitCode === null) await once(child, 'exit')
      clearTimeout(timer)
    },
  }
}

const cli = join(root, 'out', 'main', 'cli.cjs')

/** `pipewright serve` of the built command line. */
export const startPipewright = (place: Place, body: string): Promise<Server> => {
  const { folder, workers } = place
  const command = [
    process.execPath,
    cli,
    'serve',
    join(folder, 'project'),
    'churn',
    '--workers',
    `${workers}`,
    '--trust',
  ] as const
  return start({ name: 'Pipewright', port: 7400, command: [...command] }, body)
}

export const startMlflow = ({ folder, bin, workers }: Place, body: string): Promise<Server> =>
  start(
    {
      name: 'MLflow',
      port: 7402,
      command: [
        join(bin, 'mlflow'),
        ...['models', 'serve', '-m', join(folder, 'model'), '-p', '7402', '--env-manager', 'local', '-w', `${workers}`],
      ],
      env: { PATH: `${bin}:${process.env.PATH ?? ''}`, MLFLOW_DISABLE_TELEMETRY: 'true' },
    },
    body,
  )

export const startFastApi = ({ folder, bin, workers }: Place, body: string): Promise<Server> =>
  start(
    {
      name: 'FastAPI',
      port: 7403,
      command: [
        join(bin, 'uvicorn'),
        ...['peer_fastapi:app', '--app-dir', import.meta.dirname, '--port', '7403', '--workers', `${workers}`],
        ...['--log-level', 'warning', '--no-access-log'],
      ],
      env: { MODEL: join(folder, 'model') },
    },
    body,
  )

/** Runs a program to its end; fails with what it said. */
export const run = async (command: readonly string[], env: Record<string, string> = {}): Promise<void> => {
  const [file = '', ...parameters] = command
  const child = spawn(file, parameters, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`)
}

/** Trains the model and registers it in a project, in a scratch folder. */
export const preparePlace = async (bin: string, workers: number): Promise<Place & AsyncDisposable> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipewright-bench-'))
  await run([join(bin, 'python'), join(import.meta.dirname, 'make_model.py'), folder], oneThread)
  return {
    folder,
    bin,
    workers,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

export const cliPath = cli
