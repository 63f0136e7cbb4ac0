import type { ModelAlert, WatchedModel } from '#shared/model/monitoring.ts'
import type { Retraining } from '#shared/model/retraining.ts'

export const stageIds = ['train', 'serve', 'watch', 'alert', 'retrain', 'gate', 'swap'] as const
export type StageId = (typeof stageIds)[number]

/** `done`: this time round; `now`: goes on; `waits`: for a person; `failed`: stopped there; `idle`: not reached. */
export type StageState = 'idle' | 'now' | 'waits' | 'done' | 'failed'

export type Stage = { readonly id: StageId; readonly label: string; readonly state: StageState; readonly note: string }

export type LoopFacts = {
  readonly model: WatchedModel | null
  readonly hasVersion: boolean
  readonly isServed: boolean
  readonly rules: number
  readonly alerts: readonly ModelAlert[]
  readonly newest: Retraining | null
}

const stageLabels: Readonly<Record<StageId, string>> = {
  train: 'Train',
  serve: 'Serve',
  watch: 'Watch',
  alert: 'Alert',
  retrain: 'Retrain',
  gate: 'Gate',
  swap: 'Swap',
}

type Part = Pick<Stage, 'state' | 'note'>

const alertPart = ({ alerts }: LoopFacts): Part => {
  const open = alerts.filter(({ clearedAt }) => clearedAt === null)
  const [first] = open
  if (first === undefined) return { state: 'idle', note: 'none open' }
  return { state: 'now', note: open.length === 1 ? first.rule : `${open.length} open` }
}

const retrainPart = (newest: Retraining | null): Part => {
  if (newest === null) return { state: 'idle', note: 'not yet' }
  if (newest.state === 'preparing' || newest.state === 'training')
    return { state: 'now', note: newest.runId === null ? newest.state : `run ${newest.runId}` }
  if (newest.state === 'failed' && newest.challenger === null) return { state: 'failed', note: 'failed' }
  return { state: 'done', note: newest.challenger === null ? 'done' : `v${newest.challenger}` }
}

const gatePart = (newest: Retraining | null): Part => {
  if (newest === null || newest.challenger === null) return { state: 'idle', note: 'no challenger' }
  if (newest.state === 'comparing')
    return { state: 'now', note: `v${newest.challenger} against v${newest.champion ?? '?'}` }
  if (newest.gate === null) return { state: newest.state === 'failed' ? 'failed' : 'idle', note: newest.state }
  return newest.gate.passed ? { state: 'done', note: 'passed' } : { state: 'failed', note: 'not passed' }
}

const swapPart = (newest: Retraining | null): Part => {
  switch (newest?.state) {
    case 'waiting':
      return { state: 'waits', note: 'waits for you' }
    case 'canary':
      return { state: 'now', note: 'canary' }
    case 'promoted':
      return { state: 'done', note: `v${newest.challenger} answers` }
    case 'rolled-back':
      return { state: 'failed', note: 'rolled back' }
    default:
      return { state: 'idle', note: '' }
  }
}

/** Where a model is on its way round, as it is drawn. */
export const stagesOf = (facts: LoopFacts): Stage[] => {
  const { model, hasVersion, isServed, rules, newest } = facts
  const parts: Readonly<Record<StageId, Part>> = {
    train: hasVersion ? { state: 'done', note: 'registered' } : { state: 'idle', note: 'no version' },
    serve: isServed ? { state: 'now', note: 'answers' } : { state: 'idle', note: 'not served here' },
    watch:
      rules > 0
        ? { state: 'now', note: `${rules} ${rules === 1 ? 'rule' : 'rules'}` }
        : { state: 'idle', note: 'no rules' },
    alert: alertPart(facts),
    retrain: retrainPart(newest),
    gate: gatePart(newest),
    swap: swapPart(newest),
  }
  const isKnown = model !== null
  return stageIds.map((id) => ({
    id,
    label: stageLabels[id],
    ...(isKnown ? parts[id] : { state: 'idle' as const, note: '' }),
  }))
}
