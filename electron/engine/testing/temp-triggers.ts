import { createOutputs } from '#engine/outputs/outputs.ts'
import { ownIdentity } from '#engine/run/process-identity.ts'
import { type Clock, systemClock } from '#engine/triggers/clock.ts'
import { createTriggers, type TriggersCapability } from '#engine/triggers/triggers.ts'
import type { Run } from '#shared/model/run.ts'
import type { Trigger, TriggerStatus } from '#shared/model/trigger.ts'
import type { TempPipeline } from './temp-project.ts'
import { createTempRuns, given, type TempRuns } from './temp-runs.ts'

/** A clock that goes only when it is told to. */
export type FakeClock = Clock & {
  /** Goes on in steps, and lets what was due at each finish. */
  advance(milliseconds: number): void
  set(time: number): void
}

/** Timers fire when the time is moved past them. */
export const createFakeClock = (start: number): FakeClock => {
  let now = start
  const timers = new Map<object, { readonly at: number; readonly work: () => void }>()
  const fire = () => {
    for (const [key, { at, work }] of timers) {
      if (at > now) continue
      timers.delete(key)
      work()
    }
  }
  const set = (time: number) => {
    now = time
    fire()
  }
  return {
    now: () => now,
    after: (milliseconds, work) => {
      const key = {}
      timers.set(key, { at: now + milliseconds, work })
      return () => timers.delete(key)
    },
    advance: (milliseconds) => set(now + milliseconds),
    set,
  }
}

/** A trigger as the form begins with, switched on. */
export const triggerOf = (changes: Partial<Trigger> & Pick<Trigger, 'when'>): Trigger => ({
  name: 'nightly',
  description: null,
  active: true,
  startTime: null,
  endTime: null,
  variables: {},
  missed: 'once',
  overlap: { kind: 'parallel', limit: null },
  retries: 0,
  retryDelaySeconds: 0,
  timeoutSeconds: null,
  timeoutState: 'failed',
  slaSeconds: null,
  createInitialRun: false,
  ...changes,
})

export type TempTriggers = AsyncDisposable & {
  readonly temp: TempRuns
  readonly triggers: TriggersCapability
  save(trigger: Trigger, pipelineUuid?: string): Promise<void>
  /** Looks at the clock, and resolves when what is due has been started. */
  look(): Promise<void>
  status(name?: string): Promise<TriggerStatus>
  /** Runs so far, oldest first, once those that go on have ended. */
  ended(): Promise<Run[]>
}

/** The pipeline `train` of one block, and triggers over real runs. */
export const createTempTriggers = async (
  pipelines: readonly TempPipeline[] = [{ uuid: 'train', blocks: [{ uuid: 'one', type: 'custom' }] }],
  clock: Clock = systemClock,
): Promise<TempTriggers> => {
  const temp = await createTempRuns(pipelines)
  const { context, histories, project, runs } = temp
  const outputs = createOutputs(context, temp.deps)
  const deps = { ...temp.deps, runs, outputs, clock, environment: 'dev', noteOwnWrite: () => {}, apiPort: () => 0 }
  const triggers = createTriggers(context, deps)
  const projectId = project.id
  await ownIdentity()
  return {
    temp,
    triggers,
    save: async (trigger, pipelineUuid = 'train') => {
      given(await triggers.save({ projectId, pipelineUuid, previousName: null, trigger }))
    },
    look: async () => {
      given(await triggers.work({ projectId }))
    },
    status: async (name = 'nightly') => {
      const { triggers: all } = given(await triggers.list({ projectId, pipelineUuid: null }))
      const found = all.find(({ trigger }) => trigger.name === name)
      if (found === undefined) throw new Error(`no trigger ${name}`)
      return found
    },
    ended: async () => {
      const history = given(await histories.of(project))
      const all = history.runs.list({ pipelineUuid: null, states: null, before: null, limit: 500 }).reverse()
      return Promise.all(all.map(async ({ id }) => given(await runs.waitFor(projectId, id))))
    },
    [Symbol.asyncDispose]: async () => {
      await triggers[Symbol.asyncDispose]()
      await outputs[Symbol.asyncDispose]()
      await temp[Symbol.asyncDispose]()
    },
  }
}
