/**
 * Other systems on the same work. Each is installed by uv into an environment of its own when it is asked for by name; one that cannot be
 * installed is said and left out. The programs beside this file are what their users would write.
 */
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Bench, type Command, environment, type MeasuredCommand, measureCommand } from '../speed/bench.ts'

const execFileAsync = promisify(execFile)
const here = import.meta.dirname

type Place = { readonly bin: string; readonly home: string; readonly out: string }

type Peer = {
  readonly packages: readonly string[]
  /** Arguments per kind of work; what it has no word for, or takes minutes for, is left out. */
  command(work: string, place: Place): readonly string[] | null
  prepare?(place: Place): Promise<void>
  env?(place: Place): Readonly<Record<string, string>>
  /** Repetitions of a system that takes its time. */
  readonly atMost?: number
}

/** `wide200` is `wide` and `200`. */
const parts = (work: string): readonly [string, string] => {
  const [, kind = '', count = ''] = /^([a-z]+)(\d*)$/.exec(work) ?? []
  return [kind, count]
}

const small: ReadonlySet<string> = new Set(['chain10', 'wide200', 'data'])
const quiet = { DO_NOT_TRACK: '1', PREFECT_SERVER_ANALYTICS_ENABLED: 'false', DISABLE_ANALYTICS: '1', SCARF_ANALYTICS: 'false' }

const luigi: Peer = {
  packages: ['luigi==3.8.*'],
  command: (work, { bin }) => {
    const [kind, count] = parts(work)
    const names: Readonly<Record<string, string>> = { chain: 'Chain', wide: 'Wide', data: 'Data' }
    const name = names[kind]
    // Luigi goes down a chain by recursion: Python allows no thousand levels.
    if (name === undefined || work === 'chain1000') return null
    const counted = count === '' ? [] : ['--count', count]
    const workers = kind === 'wide' ? ['--workers', '4'] : ['--worker-force-multiprocessing']
    const common = ['--local-scheduler', '--log-level', 'WARNING']
    return [join(bin, 'luigi'), '--module', 'luigi_flow', name, ...counted, ...common, ...workers]
  },
}

const prefect: Peer = {
  packages: ['prefect==3.8.*', 'fastapi==0.139.*'],
  atMost: 3,
  command: (work, { bin }) => {
    const [kind, count] = parts(work)
    if (!small.has(work)) return null
    return [join(bin, 'python'), join(here, 'prefect_flow.py'), kind, ...(count === '' ? [] : [count])]
  },
  env: ({ home }) => ({ PREFECT_HOME: join(home, '.prefect'), PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: '120' }),
}

const dagster: Peer = {
  packages: ['dagster==1.13.*'],
  atMost: 3,
  command: (work, { bin, home }) => {
    if (!small.has(work)) return null
    // A process per step takes it minutes for 200: there it has one for all.
    const config = work === 'wide200' ? ['-c', join(home, 'in-process.yaml')] : []
    return [join(bin, 'dagster'), 'job', 'execute', '-f', join(here, 'dagster_jobs.py'), '-j', work, ...config]
  },
  prepare: async ({ home }) => {
    await writeFile(join(home, 'dagster.yaml'), 'telemetry: {enabled: false}\n')
    await writeFile(join(home, 'in-process.yaml'), 'execution: {config: {in_process: {}}}\n')
  },
  env: ({ home }) => ({ DAGSTER_HOME: home }),
}

const kfp: Peer = {
  packages: ['kfp==2.17.*'],
  atMost: 3,
  command: (work, { bin }) => {
    const [kind, count] = parts(work)
    if (!small.has(work)) return null
    return [join(bin, 'python'), join(here, 'kfp_pipeline.py'), kind, ...(count === '' ? [] : [count])]
  },
}

const mage: Peer = {
  packages: ['mage-ai==0.9.80'],
  atMost: 3,
  command: (work, { bin, home }) => (small.has(work) ? [join(bin, 'mage'), 'run', join(home, 'project'), work] : null),
  prepare: async ({ bin, home }) => {
    await rm(join(home, 'project'), { recursive: true, force: true })
    const env = { ...process.env, ...quiet, HOME: home, PATH: `${bin}:${process.env.PATH}` }
    await execFileAsync(join(bin, 'mage'), ['init', 'project'], { cwd: home, env })
    await execFileAsync(join(bin, 'python'), [join(here, 'mage_project.py'), join(home, 'project')])
  },
}

const peers: Readonly<Record<string, Peer>> = { luigi, mage, prefect, dagster, kfp }

type Installed = { readonly name: string; readonly peer: Peer; readonly place: Place }

const install = async (bench: Bench, name: string): Promise<Installed | null> => {
  const peer = peers[name]
  if (peer === undefined) {
    console.error(`${name}: not known; there are ${Object.keys(peers).join(', ')}`)
    return null
  }
  try {
    const bin = dirname(await environment(`peer-${name}`, [...peer.packages, 'pandas', 'pyarrow']))
    const place = { bin, home: join(bench.folder, name), out: join(bench.folder, `${name}-out`) }
    await mkdir(place.home, { recursive: true })
    await peer.prepare?.(place)
    return { name, peer, place }
  } catch (error) {
    console.error(`${name}: not installed (${String(error).split('\n')[0]})`)
    return null
  }
}

const installed = new Map<string, Promise<Installed | null>>()

const installedOnce = (bench: Bench, name: string): Promise<Installed | null> => {
  const known = installed.get(name) ?? install(bench, name)
  installed.set(name, known)
  return known
}

/** Something to be measured: its command made anew for each repetition. */
export type Contestant = { readonly name: string; readonly atMost: number; measure(): Promise<MeasuredCommand> }

/** The systems asked for that can do this work. */
export const contestants = async (bench: Bench, work: string, marks: number): Promise<readonly Contestant[]> => {
  const found: Contestant[] = []
  for (const asked of bench.options.peers) {
    const ready = await installedOnce(bench, asked)
    const command = ready?.peer.command(work, ready.place) ?? null
    if (ready === null || command === null) continue
    const { name, peer, place } = ready
    const env = {
      ...quiet,
      ...peer.env?.(place),
      HOME: place.home,
      BENCH_OUT: place.out,
      PYTHONPATH: here,
      PATH: `${place.bin}:${process.env.PATH}`,
    }
    const whole: Command = { command, cwd: place.home, env }
    found.push({
      name,
      atMost: peer.atMost ?? bench.options.runs,
      measure: async () => {
        await rm(place.out, { recursive: true, force: true })
        await mkdir(place.out, { recursive: true })
        return measureCommand(bench, whole, marks)
      },
    })
  }
  return found
}
