import { exec } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { createEngine, type Engine } from '#engine/engine.ts'
import { blockRunDirectory } from '#engine/run/block-run-directory.ts'
import type { Run } from '#shared/model/run.ts'
import type { Result } from '#shared/result.ts'
import type { OwnBlock } from './compare.ts'
import { describeOutputs } from './describe-outputs.ts'
import type { Options } from './options.ts'
import { type Case, recordingFolder } from './reference.ts'

/** What became of a pipeline here; `refusal` where it was not run, or not to its end, and why. */
export type OwnResult = { readonly blocks: ReadonlyMap<string, OwnBlock>; readonly refusal: string | null }

const resourcesDirectory = join(import.meta.dirname, '..', '..', 'resources')
const leftOut = new Set(['.git', '.pipewright', '__pycache__', 'node_modules', '.file_versions'])

const logger = {
  info: () => {},
  warn: () => {},
  error: (message: string, facts?: Record<string, unknown>) => console.error(message, facts ?? ''),
}

const given = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** Environment variables of a run, for as long as it takes: what blocks inherit. */
const withEnvironment = (variables: Readonly<Record<string, string>>): Disposable => {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return {
    [Symbol.dispose]: () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    },
  }
}

type Place = { readonly folder: string; readonly root: string; readonly project: string }

/** Databases of a project that were in the folder of the recording are in ours now. */
const moveConnections = async (folder: string, project: string): Promise<void> => {
  const path = join(project, 'io_config.yaml')
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text?.includes(recordingFolder)) await writeFile(path, text.replaceAll(recordingFolder, folder))
}

/** A fresh copy under the same folder name, with a home of its own. The interpreter is chosen before anything can start another. */
const copyProject = async (asked: Case, python: string): Promise<Place> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pipewright-conformance-')))
  const root = join(folder, 'work', asked.rootName)
  const project = join(root, asked.inside)
  for (const name of ['home', 'data']) await mkdir(join(folder, name))
  await cp(asked.root, root, { recursive: true, filter: (path) => !leftOut.has(basename(path)) })
  if (asked.preparation !== null) await promisify(exec)(asked.preparation, { cwd: root }).catch(() => null)
  await moveConnections(folder, project)
  await mkdir(join(project, '.pipewright'))
  await writeFile(join(project, '.pipewright', 'environment.json'), JSON.stringify({ interpreter: python }))
  return { folder, root, project }
}

/** Directories of the block runs that completed, by block run. */
const completedDirectories = (run: Run, stateDirectory: string): Record<string, string> => {
  // A block that ran once per item has no files of its own.
  const parents = new Set(run.blockRuns.map(({ parentBlockUuid }) => parentBlockUuid))
  return Object.fromEntries(
    run.blockRuns
      .filter(({ state, blockUuid }) => state === 'completed' && !parents.has(blockUuid))
      .map(({ blockUuid, attempt }) => [
        blockUuid,
        blockRunDirectory(stateDirectory, { runId: run.id, blockUuid, attempt }),
      ]),
  )
}

type Job = { readonly asked: Case; readonly place: Place; readonly options: Options }

const runToEnd = async (engine: Engine, { asked, place, options }: Job): Promise<Run> => {
  const { id: projectId } = given(await engine.projects.open({ path: place.project }))
  given(await engine.projects.trust({ projectId }))
  const { pipeline: pipelineUuid, variables } = asked
  const started = given(await engine.runs.start({ projectId, pipelineUuid, scope: { kind: 'all' }, variables }))
  const timer = setTimeout(() => void engine.runs.cancelAll(null), options.timeoutSeconds * 1000)
  const run = given(await engine.runs.waitFor(projectId, started.runId))
  clearTimeout(timer)
  return run
}

const readOwn = async (run: Run, { asked, place, options }: Job): Promise<OwnResult> => {
  const directories = completedDirectories(run, join(place.project, '.pipewright'))
  const outputs = await describeOutputs({
    python: options.python,
    directories,
    importPath: [join(resourcesDirectory, 'python'), join(place.project, '..'), place.project, place.folder],
    workingDirectory: place.folder,
    replace: [
      [place.root, asked.recordedRoot],
      [place.folder, recordingFolder],
    ],
  })
  const blocks = run.blockRuns.map(
    ({ blockUuid, state, reason }) => [blockUuid, { state, reason, outputs: outputs[blockUuid] ?? {} }] as const,
  )
  return { blocks: new Map(blocks), refusal: run.state === 'cancelled' ? (run.reason ?? 'cancelled') : null }
}

/** Runs one pipeline from a fresh copy of its project, with an engine of its own. */
export const runCase = async (asked: Case, options: Options): Promise<OwnResult> => {
  const place = await copyProject(asked, options.python)
  try {
    const pairs = asked.environment.map((pair) => [
      pair.slice(0, pair.indexOf('=')),
      pair.slice(pair.indexOf('=') + 1).replaceAll(recordingFolder, place.folder),
    ])
    using _environment = withEnvironment({
      HOME: join(place.folder, 'home'),
      MAGE_DATA_DIR: join(place.folder, 'data'),
      TZ: 'UTC',
      PYTHONHASHSEED: '0',
      ...Object.fromEntries(pairs),
    })
    await using engine = await createEngine({
      dataDirectory: join(place.folder, 'own'),
      resourcesDirectory,
      hostKind: 'terminal',
      logger,
      trash: async () => {},
    })
    const job = { asked, place, options }
    return await readOwn(await runToEnd(engine, job), job)
  } catch (error) {
    return { blocks: new Map(), refusal: error instanceof Error ? error.message : String(error) }
  } finally {
    // A process that was told to end may still write its last line.
    await rm(place.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
