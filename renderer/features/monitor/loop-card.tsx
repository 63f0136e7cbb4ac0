import { CircleCheck, CircleDashed, CircleX, Hand, LoaderCircle } from 'lucide-react'
import type { ComponentType } from 'react'
import type { MonitoringSettings, WatchedModel } from '#shared/model/monitoring.ts'
import { isRetrainingOver, type Retraining } from '#shared/model/retraining.ts'
import { useRequest } from '../../bridge/queries.ts'
import { decideRetraining, retrainModel, rollBackServed } from '../../commands/monitor-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { TimeText } from '../../ui/time-text.tsx'
import { type LoopFacts, type Stage, type StageState, stagesOf } from './loop-stages.ts'
import { retrainingLooks } from './monitor-words.ts'
import { Nothing } from './nothing.tsx'

type Look = { readonly icon: ComponentType<{ size?: number }>; readonly look: string; readonly said: string }

const looks: Readonly<Record<StageState, Look>> = {
  idle: { icon: CircleDashed, look: 'border-subtle text-muted', said: 'not reached' },
  now: { icon: LoaderCircle, look: 'border-running text-running', said: 'at work' },
  waits: { icon: Hand, look: 'border-warning text-warning', said: 'waits for you' },
  done: { icon: CircleCheck, look: 'border-success text-success', said: 'done' },
  failed: { icon: CircleX, look: 'border-failed text-failed', said: 'stopped here' },
}

const StageBox = ({ stage, isLast }: { readonly stage: Stage; readonly isLast: boolean }) => {
  const { icon: Icon, look, said } = looks[stage.state]
  return (
    <li className="flex min-w-24 flex-1 items-center" aria-label={`${stage.label}: ${said}`}>
      <div className={classNames('min-w-0 flex-1 rounded-md border bg-canvas px-2.5 py-2', look)}>
        <div className="flex items-center gap-1.5 font-medium text-sm">
          <Icon size={14} />
          <span className="text-primary">{stage.label}</span>
        </div>
        <div className="mt-0.5 truncate text-muted text-xs" title={stage.note}>
          {stage.note || said}
        </div>
      </div>
      <span aria-hidden="true" className={classNames('w-4 border-strong border-t', isLast ? 'border-dashed' : '')} />
    </li>
  )
}

const Answer = ({ retraining }: { readonly retraining: Retraining }) => {
  if (retraining.state !== 'waiting' && retraining.state !== 'canary') return null
  return (
    <div className="flex items-center gap-2">
      <Button variant="primary" size="sm" onClick={() => void decideRetraining(retraining.id, true)}>
        Promote v{retraining.challenger}
      </Button>
      <Button size="sm" onClick={() => void decideRetraining(retraining.id, false)}>
        Keep v{retraining.champion}
      </Button>
    </div>
  )
}

const Entry = ({ retraining }: { readonly retraining: Retraining }) => {
  const { label, tone } = retrainingLooks[retraining.state]
  const { challenger, champion } = retraining
  return (
    <li className="border-subtle border-t py-2 first:border-t-0">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={tone}>{label}</Badge>
        <span className="min-w-0 flex-1 truncate text-primary" title={retraining.cause}>
          {challenger === null ? '' : `v${challenger} against v${champion ?? '—'} · `}
          {retraining.cause}
        </span>
        <Answer retraining={retraining} />
        <TimeText time={retraining.changedAt} look="age" className="text-muted text-xs" />
      </div>
      {retraining.reason === null ? null : (
        <div className="mt-0.5 select-text text-secondary text-xs">{retraining.reason}</div>
      )}
    </li>
  )
}

const Buttons = ({
  modelName,
  canRetrain,
  canGoBack,
}: {
  readonly modelName: string
  readonly canRetrain: boolean
  readonly canGoBack: boolean
}) => (
  <>
    <Button size="sm" disabled={!canRetrain} onClick={() => void retrainModel(modelName)}>
      Retrain now
    </Button>
    <Button size="sm" disabled={!canGoBack} onClick={() => void rollBackServed(modelName)}>
      Roll back
    </Button>
  </>
)

const useLoop = (modelName: string) => {
  const projectId = useProjectStore((state) => state.projectId)
  const inProject = projectId === null ? null : { projectId }
  const retrainings = useRequest('monitor.retrainings', inProject && { ...inProject, modelName, limit: 20 })
  const alerts = useRequest('monitor.alerts', inProject && { ...inProject, modelName, limit: 50 })
  const model = useRequest('model.get', inProject && { ...inProject, name: modelName })
  const changes = useRequest('model.changes', inProject && { ...inProject, name: modelName, limit: 1 })
  const endpoint = useRequest('endpoint.status', inProject && { ...inProject, modelName })
  return {
    retrainings: retrainings.data ?? [],
    alerts: alerts.data ?? [],
    model: model.data,
    former: changes.data?.former ?? null,
    endpoint: endpoint.data,
  }
}

type LoopCardProps = { readonly watched: WatchedModel; readonly settings: MonitoringSettings | null }

/** The way round, drawn: train, serve, watch, alert, retrain, gate, swap; and what came of each time. */
export const LoopCard = ({ watched, settings }: LoopCardProps) => {
  const { retrainings, alerts, model, former, endpoint } = useLoop(watched.name)
  const newest = retrainings[0] ?? null
  const facts: LoopFacts = {
    model: watched,
    hasVersion: (model?.versions.length ?? 0) > 0,
    isServed: endpoint?.state === 'serving',
    rules: watched.rules,
    alerts,
    newest,
  }
  const stages = stagesOf(facts)
  const loop = settings?.retraining ?? null
  const isIdle = newest === null || isRetrainingOver(newest.state)
  return (
    <Card
      title="The loop"
      note={<Buttons modelName={watched.name} canRetrain={loop !== null && isIdle} canGoBack={former !== null} />}
    >
      <ol className="m-0 flex list-none flex-wrap gap-y-2 px-4 py-2" aria-label="Stages of the loop">
        {stages.map((stage, index) => (
          <StageBox key={stage.id} stage={stage} isLast={index === stages.length - 1} />
        ))}
      </ol>
      {loop === null ? (
        <Nothing>
          Nothing trains this model anew. Say under “Rules and retraining” which pipeline does, when, and what it has to
          beat.
        </Nothing>
      ) : (
        <p className="m-0 px-4 pb-2 text-secondary text-xs">
          {loop.pipeline} trains it; the gate:{' '}
          <code className="text-primary">
            {typeof loop.gate === 'string' ? loop.gate : `pipeline ${loop.gate.pipeline}`}
          </code>
        </p>
      )}
      {retrainings.length === 0 ? null : (
        <ol className="m-0 max-h-56 list-none overflow-auto border-subtle border-t px-4 pb-2">
          {retrainings.map((retraining) => (
            <Entry key={retraining.id} retraining={retraining} />
          ))}
        </ol>
      )}
    </Card>
  )
}
