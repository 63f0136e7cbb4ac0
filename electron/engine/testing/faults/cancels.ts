import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { createTempRuns, given, type TempRuns } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { createRandom } from './random.ts'

export type Cancelled = {
  readonly state: string
  /** Milliseconds from the wish to the word `cancelled`. */
  readonly toldMs: number
  /** Processes of it that were alive when it was told. */
  readonly aliveWhenTold: number
  /** Processes it had started by then. */
  readonly processes: number
}

/** A zombie runs nothing. */
const isAlive = (pid: string): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

const pidsIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Milliseconds after the start within which half of the runs are cancelled, whatever they are doing then. */
const earlyMs = 400

const cancelOne = async (temp: TempRuns, pidFolder: string, delayMs: number | null): Promise<Cancelled> => {
  const runId = await temp.start('worst')
  const folder = join(pidFolder, String(runId))
  if (delayMs === null) await waitFor(() => pidsIn(folder).length >= 4, 'its detached processes', 20_000)
  else await after(delayMs)
  let aliveWhenTold = 0
  const stop = temp.context.events.on('run.happened', (told) => {
    if (told.runId === runId && told.event.kind === 'run-ended') aliveWhenTold = pidsIn(folder).filter(isAlive).length
  })
  const wished = performance.now()
  given(await temp.runs.cancel({ projectId: temp.project.id, runId }))
  const { state } = given(await temp.runs.waitFor(temp.project.id, runId))
  const toldMs = performance.now() - wished
  stop()
  return { state, toldMs, aliveWhenTold, processes: pidsIn(folder).length }
}

export type CancelOptions = { readonly count: number; readonly atOnce: number; readonly seed: number }

/**
 * Cancels runs of the worst block, some of them together; every other one when all its processes are there, the others at any moment of
 * their first. Tells what came of each, and how many of all processes are left at the end.
 */
export const cancelMany = async ({ count, atOnce, seed }: CancelOptions) => {
  const random = createRandom(seed)
  await using temp = await createTempRuns([], {
    deps: { settings: () => ({ maxParallelBlocks: atOnce, warmInterpreter: true }) },
  })
  const pidFolder = temp.folder.at('pids')
  await temp.folder.pipeline({ uuid: 'worst', blocks: [{ uuid: 'worst', code: blocks.worst(pidFolder) }] })
  const cancelled: Cancelled[] = []
  while (cancelled.length < count) {
    const size = Math.min(atOnce, count - cancelled.length)
    const round = Array.from({ length: size }, (_, index) =>
      cancelOne(temp, pidFolder, index % 2 === 0 ? null : Math.round(random() * earlyMs)),
    )
    cancelled.push(...(await Promise.all(round)))
  }
  const survivors = pidsIn(pidFolder).flatMap((run) => pidsIn(join(pidFolder, run)).filter(isAlive))
  return { cancelled, survivors }
}
