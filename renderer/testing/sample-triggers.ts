import type { Trigger, TriggerStatus } from '#shared/model/trigger.ts'
import { fail, ok } from '#shared/result.ts'
import { upcomingFires } from '#shared/triggers/trigger-times.ts'
import type { Answers } from './memory-bridge.ts'

/** The trigger of the pictures: every night at three, switched on. */
export const sampleTrigger: Trigger = {
  name: 'daily_retrain',
  description: null,
  active: true,
  when: { kind: 'cron', expression: '0 3 * * *', timeZone: 'UTC' },
  startTime: null,
  endTime: null,
  variables: { target: 'churned' },
  missed: 'once',
  overlap: { kind: 'skip' },
  retries: 0,
  retryDelaySeconds: 0,
  timeoutSeconds: null,
  timeoutState: 'failed',
  slaSeconds: null,
  createInitialRun: false,
}

type Kept = { pipelineUuid: string; trigger: Trigger }

const statusOf = ({ pipelineUuid, trigger }: Kept): TriggerStatus => {
  const now = Date.now()
  return {
    pipelineUuid,
    trigger,
    line: 2,
    inEnvironment: true,
    next: trigger.active ? upcomingFires(trigger, { enabledAt: now, now, limit: 3 }) : [],
    lastFire: null,
    asked: null,
    api: null,
  }
}

/** Triggers kept in memory, as the engine keeps them in files. */
export const sampleTriggers = (): Answers => {
  let kept: Kept[] = [{ pipelineUuid: 'train_churn_model', trigger: sampleTrigger }]
  let isPaused = false
  const others = (pipelineUuid: string, name: string | null) =>
    kept.filter((entry) => entry.pipelineUuid !== pipelineUuid || entry.trigger.name !== name)
  return {
    'backfill.list': () => ok([]),
    'sweep.list': () => ok([]),
    'trigger.list': ({ pipelineUuid }) =>
      ok({
        triggers: kept.filter((entry) => pipelineUuid === null || entry.pipelineUuid === pipelineUuid).map(statusOf),
        isPaused,
      }),
    'trigger.save': ({ pipelineUuid, previousName, trigger }) => {
      kept = [...others(pipelineUuid, previousName), { pipelineUuid, trigger }]
      return ok({ name: trigger.name })
    },
    'trigger.delete': ({ pipelineUuid, name }) => {
      kept = others(pipelineUuid, name)
      return ok(null)
    },
    'trigger.switch': ({ pipelineUuid, name, active }) => {
      kept = kept.map((entry) =>
        entry.pipelineUuid === pipelineUuid && entry.trigger.name === name
          ? { ...entry, trigger: { ...entry.trigger, active } }
          : entry,
      )
      return ok(null)
    },
    'trigger.run': () => fail('unsupported', 'Skipped: run 40 was still going on.'),
    'trigger.answer': () => ok(null),
    'trigger.pause': (input) => {
      isPaused = input.isPaused
      return ok(null)
    },
  }
}
