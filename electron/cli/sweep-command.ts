import type { Engine } from '#engine/engine.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import {
  gridOf,
  parseSweepVariables,
  randomOf,
  type SweepVariable,
  seededRandom,
} from '#shared/tracking/sweep-space.ts'
import { parseVariables } from './arguments.ts'
import { ensureTrust, exitCodes, findPipeline, openProject, type Session, sayFailure } from './session.ts'

type SweepTrial = Parameters<Parameters<Engine['sweeps']['run']>[0]['onTrial']>[0]

const spaceOf = (typed: readonly string[]): Result<readonly SweepVariable[]> => {
  if (typed.length === 0)
    return fail('invalid-input', 'Over which variables? For example --over lr=0.01,0.1 --over depth=3..9')
  return parseSweepVariables(typed)
}

const countOf = (typed: string | null, name: string, fallback: number): Result<number> => {
  if (typed === null) return ok(fallback)
  const count = Number(typed)
  return Number.isInteger(count) && count >= 1
    ? ok(count)
    : fail('invalid-input', `${name} expects a whole number from 1.`)
}

const trialsOf = ({ arguments: { over, random, seed } }: Session): Result<readonly JsonMap[]> => {
  const space = spaceOf(over)
  if (!space.ok) return space
  if (random === null) return gridOf(space.value)
  const count = countOf(random, '--random', 1)
  const start = countOf(seed, '--seed', 1)
  if (!count.ok) return count
  return start.ok ? ok(randomOf(space.value, count.value, seededRandom(start.value))) : start
}

const words = (variables: JsonMap): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')

const sayTrial = ({ arguments: { json } }: Session, trial: SweepTrial, metric: string): void => {
  if (json) {
    console.log(JSON.stringify({ kind: 'sweep-run', ...trial }))
    return
  }
  const came = trial.value === null ? `no ${metric}` : `${metric} ${trial.value}`
  const why = trial.state === 'completed' || trial.reason === null ? '' : `: ${trial.reason}`
  console.log(`Run ${trial.runId}  ${words(trial.variables)}  ${came}  ${trial.state}${why}`)
}

type Plan = {
  readonly trials: readonly JsonMap[]
  readonly metric: string
  readonly parallel: number
  readonly first: number | null
}

const planOf = (session: Session): Result<Plan> => {
  const { metric, parallel, halving } = session.arguments
  if (metric === null)
    return fail('invalid-input', 'By which metric are the runs compared? For example --metric auc --maximise')
  const trials = trialsOf(session)
  const atOnce = countOf(parallel, '--parallel', 1)
  const first = countOf(halving, '--halving', 1)
  if (!trials.ok) return trials
  if (!atOnce.ok) return atOnce
  if (!first.ok) return first
  return ok({ trials: trials.value, metric, parallel: atOnce.value, first: halving === null ? null : first.value })
}

/** `pipewright sweep <folder> <pipeline> --over lr=0.01,0.1 --metric auc --maximise`: runs it with each combination. */
export const sweepCommand = async (session: Session): Promise<number> => {
  const plan = planOf(session)
  if (!plan.ok) return sayFailure(session, plan.error)
  const [folder, uuid] = session.arguments.positionals
  const opened = await openProject(session, folder)
  const project = opened.ok ? await ensureTrust(session, opened.value) : opened
  if (!project.ok) return sayFailure(session, project.error)
  const pipeline = await findPipeline(session, project.value, uuid)
  if (!pipeline.ok) return sayFailure(session, pipeline.error)
  const variables = parseVariables(session.arguments.variables, pipeline.value.variables)
  if (!variables.ok) return sayFailure(session, variables.error)
  const { trials, metric, parallel, first } = plan.value
  const abort = new AbortController()
  process.once('SIGINT', () => abort.abort())
  const outcome = await session.engine.sweeps.run({
    projectId: project.value.id,
    pipelineUuid: pipeline.value.uuid,
    variables: variables.value,
    trials,
    metric,
    isHighest: session.arguments.maximise,
    parallel,
    halving: first === null ? null : { first, eta: 3 },
    signal: abort.signal,
    onTrial: (trial) => sayTrial(session, trial, metric),
  })
  if (!outcome.ok) return sayFailure(session, outcome.error)
  const { best, name } = outcome.value
  if (session.arguments.json) console.log(JSON.stringify({ kind: 'sweep', name, best }))
  else if (best === null) console.log(`No run completed with a value of ${metric}.`)
  else console.log(`Best: run ${best.runId}  ${words(best.variables)}  ${metric} ${best.value}`)
  if (abort.signal.aborted) return exitCodes.interrupted
  return best === null ? exitCodes.failed : exitCodes.completed
}
