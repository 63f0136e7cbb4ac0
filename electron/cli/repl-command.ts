import type { Project } from '#shared/model/project.ts'
import type { BlockRun } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { ensureTrust, openProject, type Session, sayFailure } from './session.ts'

const searchedRuns = 50

type Place = { readonly runId: number; readonly blockUuid: string; readonly attempt: number }

const blockRunOf = (blockRuns: readonly BlockRun[], blockUuid: string): BlockRun | undefined => {
  const fits = blockRuns.filter(
    (blockRun) => (blockRun.blockUuid === blockUuid || blockRun.parentBlockUuid === blockUuid) && blockRun.attempt > 0,
  )
  // Of a block that ran once per item, the child that failed.
  return fits.find(({ state }) => state === 'failed') ?? fits[0]
}

const placeInRun = async (
  { engine }: Session,
  project: Project,
  wanted: { readonly runId: number; readonly blockUuid: string },
): Promise<Result<Place | null>> => {
  const run = await engine.runs.get({ projectId: project.id, runId: wanted.runId })
  if (!run.ok) return run
  const found = blockRunOf(run.value.blockRuns, wanted.blockUuid)
  return ok(found === undefined ? null : { ...wanted, blockUuid: found.blockUuid, attempt: found.attempt })
}

/** The newest run of the pipeline in which the block ran, or the one named. */
const findPlace = async (session: Session, project: Project): Promise<Result<Place>> => {
  const [, pipelineUuid, blockUuid] = session.arguments.positionals
  const { run } = session.arguments
  if (pipelineUuid === undefined || blockUuid === undefined)
    return fail('invalid-input', 'Expected: pipewright repl <folder> <pipeline> <block> [--run <run>]')
  if (run !== null && !/^[1-9]\d*$/.test(run))
    return fail('invalid-input', `--run expects the number of a run, such as 41; "${run}" is none.`)
  const query = { projectId: project.id, pipelineUuid, states: null, before: null, limit: searchedRuns }
  const listed = run === null ? await session.engine.runs.list(query) : ok([{ id: Number(run) }])
  if (!listed.ok) return listed
  for (const { id } of listed.value) {
    const place = await placeInRun(session, project, { runId: id, blockUuid })
    if (!place.ok) return place
    if (place.value !== null) return ok(place.value)
  }
  const where = run === null ? `the last ${searchedRuns} runs of "${pipelineUuid}"` : `run ${run}`
  return fail('not-found', `"${blockUuid}" did not run in ${where}. Run it first: a prompt needs its inputs.`)
}

/** `pipewright repl <folder> <pipeline> <block>`: a Python prompt where the block failed. */
export const replCommand = async (session: Session): Promise<number> => {
  const opened = await openProject(session, session.arguments.positionals[0])
  if (!opened.ok) return sayFailure(session, opened.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  const place = await findPlace(session, project.value)
  if (!place.ok) return sayFailure(session, place.error)
  const code = await session.engine.terminals.attach({ projectId: project.value.id, ...place.value })
  return code.ok ? code.value : sayFailure(session, code.error)
}
