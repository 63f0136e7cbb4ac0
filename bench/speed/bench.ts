import { execFile } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Options } from './options.ts'

const execFileAsync = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
/** A row that takes longer is no measurement but a defect. */
const patienceMs = 400_000

const floorsSchema = z.object({
  fork: z.number(),
  spawn: z.number(),
  python: z.number(),
  raw: z.number(),
  forkLoaded: z.number(),
})

/** What this machine needs at least, in milliseconds. */
export type Floors = z.infer<typeof floorsSchema> & { readonly node: number }

/** What every row measures with. */
export type Bench = {
  readonly options: Options
  /** Interpreter of all blocks, ours and the peers'. */
  readonly python: string
  readonly floors: Floors
  /** Gone afterwards. */
  readonly folder: string
}

const commandSchema = z.object({
  code: z.number(),
  startedAt: z.number(),
  wallMs: z.number(),
  cpuMs: z.number(),
  peakMb: z.number(),
  others: z.number().nullable(),
})

/** One line a block wrote when it ran: who, when (milliseconds of the monotonic clock), in which process. */
export type Mark = { readonly name: string; readonly at: number; readonly pid: number }

export type MeasuredCommand = z.infer<typeof commandSchema> & { readonly marks: readonly Mark[] }

export type Command = {
  readonly command: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** `name seconds pid`, one a line; a missing file has none. */
export const readMarks = async (path: string): Promise<readonly Mark[]> => {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', seconds, pid] = line.split(' ')
      return { name, at: Number(seconds) * 1000, pid: Number(pid) }
    })
}

/** Runs a whole command and says what it took; throws where it failed or left other marks than it had to. */
export const measureCommand = async (
  bench: Pick<Bench, 'folder'>,
  { command, cwd, env }: Command,
  expectedMarks: number,
): Promise<MeasuredCommand> => {
  const log = join(bench.folder, 'marks')
  await rm(log, { force: true })
  const measured = await execFileAsync('python3', [join(import.meta.dirname, 'measure.py'), ...command], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env, BENCH_LOG: log },
    timeout: patienceMs,
    maxBuffer: 256 * 1024 * 1024,
  })
  const facts = commandSchema.parse(JSON.parse(measured.stdout.trim().split('\n').at(-1) ?? ''))
  const marks = await readMarks(log)
  if (facts.code !== 0 || marks.length !== expectedMarks)
    throw new Error(
      `${command.join(' ')} ended with ${facts.code} and ${marks.length} of ${expectedMarks} lines\n${measured.stderr.slice(-2000)}`,
    )
  return { ...facts, marks }
}

/** Runs a program of the bench that hosts the engine itself, and gives the JSON it printed. */
export const measureHost = async (bench: Bench, program: string, parameters: readonly string[]): Promise<unknown> => {
  const { stdout } = await execFileAsync(
    process.execPath,
    [join(import.meta.dirname, 'hosts', program), bench.python, ...parameters],
    { timeout: patienceMs, maxBuffer: 64 * 1024 * 1024 },
  )
  return JSON.parse(stdout)
}

const measureNode = async (folder: string, runs: number): Promise<number[]> => {
  const walls: number[] = []
  for (let run = 0; run < runs; run += 1)
    walls.push((await measureCommand({ folder }, { command: [process.execPath, '-e', '0'] }, 0)).wallMs)
  return walls
}

/** Measures the floors. */
export const measureFloors = async (python: string, folder: string): Promise<Floors> => {
  const { stdout } = await execFileAsync(python, [
    join(import.meta.dirname, 'floors.py'),
    join(folder, 'bytes'),
    'pandas',
    'sklearn',
  ])
  return { ...floorsSchema.parse(JSON.parse(stdout)), node: Math.min(...(await measureNode(folder, 7))) }
}

/** A virtual environment made by uv once and kept; the path of its interpreter. */
export const environment = async (name: string, packages: readonly string[]): Promise<string> => {
  const folder = join(root, '.cache', 'bench', name)
  const python = join(folder, 'bin', 'python')
  await mkdir(join(root, '.cache', 'bench'), { recursive: true })
  const isThere = await execFileAsync(python, ['-c', 'pass']).then(
    () => true,
    () => false,
  )
  if (isThere) return python
  await execFileAsync('uv', ['venv', '--quiet', '--clear', folder])
  try {
    await execFileAsync('uv', ['pip', 'install', '--quiet', '--python', python, ...packages], { timeout: 900_000 })
  } catch (error) {
    // Half an environment would be taken for a whole one the next time.
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return python
}

/** The command line of Pipewright from these sources, in a folder for its data. */
export const pipewright = (bench: Bench, ...typed: readonly string[]): Command => ({
  command: [process.execPath, join(root, 'scripts', 'pipewright.mjs'), ...typed],
  env: { PIPEWRIGHT_DATA_DIRECTORY: join(bench.folder, 'data') },
})
