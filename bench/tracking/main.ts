/**
 * What logging 1,000 metrics costs a block: by the helper, by MLflow's own client against our server, and by the same client against a real
 * `mlflow server`. `node bench/tracking/main.ts --python <python with mlflow>`; without it only the helper is measured.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'electron', 'cli.ts')
const metrics = 1000

const { values } = parseArgs({ options: { python: { type: 'string' }, rounds: { type: 'string', default: '3' } } })
const rounds = Number(values.rounds)

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** Seconds that a program says it took, on a line of its own. */
const secondsIn = (output: string): number => {
  const found = /took ([\d.]+)/.exec(output)
  if (found === null) throw new Error(`expected "took <seconds>", got:\n${output}`)
  return Number(found[1])
}

const project = async (folder: string): Promise<string> => {
  const files: Record<string, string> = {
    'metadata.yaml': 'project_type: main\n',
    'pipelines/train/metadata.yaml':
      'name: train\nuuid: train\ntype: python\nblocks:\n- {name: fit, uuid: fit, type: data_loader, language: python, upstream_blocks: [], downstream_blocks: []}\n',
    'data_loaders/fit.py': `import time
import pipewright
from pipewright import log_metric
@data_loader
def load(*args, **kwargs):
    log_metric('warm', 0)
    begin = time.perf_counter()
    for step in range(${metrics}):
        log_metric('loss', 1 / (step + 1), step=step)
    print(f'took {time.perf_counter() - begin:.6f}')
    return 1
`,
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

const helperSeconds = (folder: string): number => {
  const done = spawnSync(process.execPath, [cli, 'run', folder, 'train', '--trust', '--json'], {
    encoding: 'utf8',
    env: { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: join(folder, '..', 'data') },
  })
  return secondsIn(done.stdout + done.stderr)
}

const clientProgram = `import time, mlflow
mlflow.set_experiment('bench')
with mlflow.start_run():
    mlflow.log_metric('warm', 0)
    begin = time.perf_counter()
    for step in range(${metrics}):
        mlflow.log_metric('loss', 1 / (step + 1), step=step)
    print(f'took {time.perf_counter() - begin:.6f}')
`

const clientSeconds = (python: string, url: string): number => {
  const done = spawnSync(python, ['-c', clientProgram], {
    encoding: 'utf8',
    env: { ...process.env, MLFLOW_TRACKING_URI: url, MLFLOW_DISABLE_TELEMETRY: 'true', GIT_PYTHON_REFRESH: 'quiet' },
  })
  return secondsIn(done.stdout + done.stderr)
}

const isUp = async (url: string): Promise<void> => {
  const until = Date.now() + 120_000
  while (Date.now() < until) {
    const answer = await fetch(`${url}/health`).catch(() => null)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`nobody answers at ${url}`)
}

type Program = { readonly command: string; readonly words: readonly string[] }

/** Times of a client against a server that is started for it. */
const against = async ({ command, words }: Program, port: number, python: string): Promise<readonly number[]> => {
  const server = spawn(command, words, { stdio: 'ignore', detached: true })
  try {
    const url = `http://127.0.0.1:${port}`
    await isUp(url)
    return Array.from({ length: rounds }, () => clientSeconds(python, url))
  } finally {
    // With its workers.
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM')
  }
}

const milliseconds = (seconds: number): string => `${(seconds * 1000).toFixed(1)} ms`

const folder = await mkdtemp(join(tmpdir(), 'pipewright-bench-'))
try {
  const place = await project(join(folder, 'project'))
  const helper = median(Array.from({ length: rounds }, () => helperSeconds(place)))
  console.log(`${metrics} metrics, median of ${rounds}`)
  console.log(`  pipewright.log_metric in a block        ${milliseconds(helper)}`)
  const { python } = values
  if (python !== undefined) {
    const port = await freePort()
    const ours: Program = {
      command: process.execPath,
      words: [cli, 'tracking', place, '--port', String(port), '--no-token'],
    }
    const client = median(await against(ours, port, python))
    console.log(`  mlflow.log_metric against Pipewright    ${milliseconds(client)}`)
    const other = await freePort()
    const store = `sqlite:///${join(folder, 'mlflow.db')}`
    const words = [
      '-m',
      'mlflow',
      'server',
      '--backend-store-uri',
      store,
      '--host',
      '127.0.0.1',
      '--port',
      String(other),
    ]
    const real = median(await against({ command: python, words }, other, python))
    console.log(`  mlflow.log_metric against mlflow server ${milliseconds(real)}`)
    console.log(`  the helper costs ${((helper / real) * 100).toFixed(2)} % of that; to reach: under 5 %`)
    process.exitCode = helper / real < 0.05 ? 0 : 1
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
