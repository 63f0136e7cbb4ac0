import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import { fileWithin } from '#engine/outputs/file-within.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { RunningBlock, RunTracking } from '#engine/run/run-tracking.ts'
import { placeIn } from './artifacts.ts'
import type { ChangeTeller } from './changes.ts'
import type { OpenedStores } from './opened-stores.ts'
import { need } from './refused.ts'
import {
  addTo,
  type Batch,
  emptyBatch,
  endTrackedRuns,
  keepBatch,
  type RunFacts,
  trackedRunOf,
} from './run-collector.ts'
import { runKey } from './run-facts.ts'
import { type SaidArtifact, type SaidModel, saidIn } from './said.ts'
import type { TrackingStore } from './store/tracking-store.ts'
import { trackingFolder } from './tracking-folder.ts'

type Place = RunningBlock & { readonly directory: string }

export type ListenerParts = {
  readonly context: EngineContext
  readonly stores: OpenedStores
  readonly changes: ChangeTeller
  readonly findProject: FindProject
  /** What is known of the runs that go on, by `runKey`; kept by who made it. */
  readonly facts: ReadonlyMap<string, RunFacts>
}

export type RunListener = Pick<RunTracking, 'heard'> & {
  /** A run of this host ended, and so do its tracked runs; resolves when they have. Never fails. */
  ended(projectId: string, ended: EndedRun): Promise<void>
  /** What waits is kept; resolves when it is. */
  flush(): Promise<void>
}

/** Milliseconds that values wait for others, so that a training that says a thousand costs ten transactions. */
const gatherMs = 200

/** What waits of a run, and what is done one after the other. */
type Collected = {
  readonly project: OpenProject
  readonly block: Pick<RunningBlock, 'runId' | 'pipelineUuid'>
  batch: Batch
  files: (() => Promise<void>)[]
  timer: NodeJS.Timeout | null
  /** A batch, then the files said with it, then the next batch. */
  turn: Promise<void>
}

type State = ListenerParts & {
  readonly runs: Map<string, Collected>
}

const complain = ({ context }: State, { project, block }: Collected, message: string): void =>
  context.logger.warn('a value of a block was not tracked', { project: project.path, run: block.runId, error: message })

type Tracked = { readonly store: TrackingStore; readonly trackedRunId: string; readonly experimentId: string }

/** The tracked run of a run, made where there is none yet. */
const trackedOf = async (state: State, { project, block }: Pick<Collected, 'project' | 'block'>): Promise<Tracked> => {
  const store = need(await state.stores.of(project))
  const trackedRunId = trackedRunOf(store, block, state.facts.get(runKey(project.id, block.runId)) ?? null)
  return { store, trackedRunId, experimentId: store.runs.get(trackedRunId).experimentId }
}

type SaidFile = SaidArtifact | SaidModel

const copyFile = async (state: State, collected: Collected, { block, said }: { block: Place; said: SaidFile }) => {
  const { experimentId, trackedRunId } = await trackedOf(state, collected)
  const found = await fileWithin(block.directory, said.path)
  if (!found.ok) {
    complain(state, collected, found.error.message)
    return
  }
  const folder = join(trackingFolder(collected.project), experimentId, trackedRunId, 'artifacts')
  const { root, path } = placeIn(folder, said.name)
  const target = join(root, ...path.split('/'))
  await mkdir(dirname(target), { recursive: true })
  await cp(found.value, target, { recursive: true, force: true })
}

const keepNow = async (
  state: State,
  collected: Collected,
  waiting: Pick<Collected, 'batch' | 'files'>,
): Promise<void> => {
  try {
    const { store, trackedRunId, experimentId } = await trackedOf(state, collected)
    for (const message of keepBatch(store, trackedRunId, waiting.batch)) complain(state, collected, message)
    for (const file of waiting.files) await file()
    state.changes.tell(collected.project.id, experimentId, trackedRunId)
  } catch (error) {
    complain(state, collected, String(error))
  }
}

/** Keeps what waits, after what was said before it. */
const keep = (state: State, collected: Collected): Promise<void> => {
  if (collected.timer !== null) clearTimeout(collected.timer)
  const waiting = { batch: collected.batch, files: collected.files }
  collected.timer = null
  collected.batch = emptyBatch()
  collected.files = []
  collected.turn = collected.turn.then(() => keepNow(state, collected, waiting))
  return collected.turn
}

const collectedOf = ({ runs }: State, project: OpenProject, block: RunningBlock): Collected => {
  const key = runKey(project.id, block.runId)
  const known = runs.get(key)
  if (known !== undefined) return known
  const made = { project, block, batch: emptyBatch(), files: [], timer: null, turn: Promise.resolve() }
  runs.set(key, made)
  return made
}

export type EndedRun = { readonly runId: number; readonly state: string; readonly time: number }

const endRun = async (state: State, projectId: string, ended: EndedRun): Promise<void> => {
  const key = runKey(projectId, ended.runId)
  const collected = state.runs.get(key)
  if (collected !== undefined) await keep(state, collected)
  state.runs.delete(key)
  const project = state.findProject(projectId)
  const store = project.ok ? await state.stores.existing(project.value) : project
  if (!store.ok || store.value === null) return
  for (const { id, experimentId } of endTrackedRuns(store.value, ended)) state.changes.tell(projectId, experimentId, id)
}

/** Hears what blocks say and keeps it in one tracked run per run. Behind the run: nothing here holds a block up. */
export const createRunListener = (parts: ListenerParts): RunListener => {
  const { context, changes } = parts
  const state: State = { ...parts, runs: new Map() }
  const ending = new Set<Promise<void>>()
  const flush = async () => {
    await Promise.all([...state.runs.values()].map((collected) => keep(state, collected)))
    await Promise.all(ending)
    changes.flush()
  }
  return {
    heard: (project, block, line) => {
      const said = saidIn(line)
      const isKnown = state.runs.has(runKey(project.id, block.runId))
      if (said === null || (said.event === 'artifact' && !said.tracked && !isKnown)) return
      const collected = collectedOf(state, project, block)
      addTo(collected.batch, said)
      if (said.event === 'artifact' || (said.event === 'model' && said.registeredName == null))
        collected.files.push(() => copyFile(state, collected, { block, said }))
      collected.timer ??= setTimeout(() => void keep(state, collected), gatherMs)
    },
    ended: (projectId, ended) => {
      const end = endRun(state, projectId, ended)
        .catch((error: unknown) => {
          context.logger.error('tracked runs could not be ended', { run: ended.runId, error: String(error) })
        })
        .finally(() => ending.delete(end))
      ending.add(end)
      return end
    },
    flush,
  }
}
