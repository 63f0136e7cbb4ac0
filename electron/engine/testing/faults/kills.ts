import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { markedProcesses } from '#engine/run/process-marks.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, given, type TempRuns } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { Run } from '#shared/model/run.ts'
import { isFinalBlockRunState, isFinalRunState } from '#shared/run/apply-run-event.ts'
import { createRandom } from './random.ts'

const hostScript = fileURLToPath(new URL('../run-host.ts', import.meta.url))

/** What came of killing one host. */
export type Killed = {
  /** Milliseconds after its run was stored. */
  readonly afterMs: number
  /** How many of the ten blocks had finished. */
  readonly finished: number
  /** What was not as it has to be, in words. */
  readonly wrong: readonly string[]
}

/** Each block writes its name into a ledger, so that it is known how often it ran, and makes something of what it is given. */
const countedBlock = (uuid: string, upstream: readonly string[]): TempBlock => ({
  uuid,
  upstream,
  code: `import hashlib
import time

@transformer
def run(*args, **kwargs):
    with open(kwargs['repo_path'] + '/ledger', 'a') as ledger:
        ledger.write('${uuid}\\n')
    time.sleep(0.03)
    text = hashlib.sha256(repr(('${uuid}', args)).encode()).hexdigest()
    return [{'text': text, 'number': number} for number in range(200)], text
`,
})

const links: Readonly<Record<string, readonly string[]>> = {
  a: [],
  b: ['a'],
  c: ['a'],
  d: ['b', 'c'],
  e: ['d'],
  f: ['d'],
  g: ['d'],
  h: ['e', 'f'],
  i: ['g', 'h'],
  j: ['i'],
}

const tenBlocks = Object.entries(links).map(([uuid, upstream]) => countedBlock(uuid, upstream))

/** A host that has loaded everything and waits to be told to start. */
const loadHost = (temp: TempRuns) => {
  const child = spawn(process.execPath, [hostScript, temp.folder.path, 'ten', 'wait'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (data) => {
    said += data
  })
  child.stdin.on('error', () => undefined)
  return { child, said: () => said }
}

type Host = ReturnType<typeof loadHost>

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const ledgerOf = async (temp: TempRuns): Promise<Map<string, number>> => {
  const lines = await readFile(temp.folder.at('ledger'), 'utf8').catch(() => '')
  const counts = new Map<string, number>()
  for (const line of lines.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

const digestsOf = (run: Run): string =>
  run.blockRuns.map(({ blockUuid, outputs }) => `${blockUuid} ${outputs.map(({ sha256 }) => sha256)}`).join('\n')

const isFinished = ({ state }: Run['blockRuns'][number]) => state === 'completed' || state === 'reused'

const falseInBlockRun = ({ blockUuid, state, startedAt, endedAt }: Run['blockRuns'][number]): string[] => [
  ...(isFinalBlockRunState(state) ? [] : [`${blockUuid} is ${state}`]),
  ...(startedAt !== null && endedAt !== null && endedAt < startedAt ? [`${blockUuid} ended before it started`] : []),
]

const falseInOrder = (run: Run): string[] => {
  const finished = new Set(run.blockRuns.filter(isFinished).map(({ blockUuid }) => blockUuid))
  return Object.entries(links).flatMap(([uuid, upstream]) =>
    upstream
      .filter((above) => finished.has(uuid) && !finished.has(above))
      .map((above) => `${uuid} finished before ${above}`),
  )
}

/** What a history must never say once its host is gone. */
const falseInHistory = async (temp: TempRuns, run: Run): Promise<string[]> => {
  // This process has a warm supervisor of its own.
  const own = `${temp.project.id}:supervisor/${process.pid}/`
  const left = (await markedProcesses(temp.project.id)).filter(({ mark }) => !mark.startsWith(own))
  return [
    ...(isFinalRunState(run.state) ? [] : [`run ${run.id} is ${run.state}`]),
    ...run.blockRuns.flatMap(falseInBlockRun),
    ...falseInOrder(run),
    ...left.map(({ mark }) => `a process of ${mark} is left`),
  ]
}

/** Goes on from a run and compares with one that nothing disturbed. */
const falseAfterResume = async (temp: TempRuns, killed: Run, undisturbed: string): Promise<string[]> => {
  const before = await ledgerOf(temp)
  const resumed = given(await temp.runs.resume({ projectId: temp.project.id, runId: killed.id }))
  const run = given(await temp.runs.waitFor(temp.project.id, resumed.runId))
  const counts = await ledgerOf(temp)
  const wrong = run.state === 'completed' ? [] : [`the resumed run is ${run.state}: ${run.reason}`]
  if (digestsOf(run) !== undisturbed) wrong.push('the resumed run has other outputs')
  for (const blockRun of killed.blockRuns) {
    const ran = (counts.get(blockRun.blockUuid) ?? 0) - (before.get(blockRun.blockUuid) ?? 0)
    const expected = isFinished(blockRun) ? 0 : 1
    if (ran !== expected) wrong.push(`${blockRun.blockUuid} was ${blockRun.state} and ran ${ran} times after that`)
  }
  return wrong
}

type KillPlace = { readonly temp: TempRuns; readonly undisturbed: string }

const killOnce = async ({ temp, undisturbed }: KillPlace, host: Host, afterMs: number): Promise<Killed> => {
  await waitFor(() => host.said().includes('loaded'), 'the host', 20_000)
  host.child.stdin.write('go\n')
  await waitFor(() => host.said().includes('run-queued'), 'its run', 20_000)
  await after(afterMs)
  await kill(host.child)
  await temp.runs.recover(temp.project)
  const runId = given(await temp.histories.of(temp.project)).runs.latestId('ten') ?? 0
  const run = given(await temp.runs.get({ projectId: temp.project.id, runId }))
  const wrong = await falseInHistory(temp, run)
  if (run.state !== 'completed') wrong.push(...(await falseAfterResume(temp, run, undisturbed)))
  else if (digestsOf(run) !== undisturbed) wrong.push('it completed with other outputs')
  return { afterMs, finished: run.blockRuns.filter(isFinished).length, wrong }
}

export type KillOptions = { readonly count: number; readonly seed: number }

/** Kills hosts at any moment of a run of ten blocks, and tells of each what was wrong afterwards. */
export const killMany = async ({ count, seed }: KillOptions): Promise<Killed[]> => {
  const random = createRandom(seed)
  await using temp = await createTempRuns([{ uuid: 'ten', blocks: tenBlocks }])
  const whole = await temp.finish('ten')
  const lasted = Number(whole.endedAt) - Number(whole.queuedAt)
  const killed: Killed[] = []
  let next = loadHost(temp)
  try {
    for (let number = 0; number < count; number += 1) {
      const host = next
      const result = killOnce({ temp, undisturbed: digestsOf(whole) }, host, Math.round(random() * lasted * 1.2))
      if (number < count - 1) next = loadHost(temp)
      killed.push(await result)
    }
    return killed
  } finally {
    await kill(next.child)
  }
}
