import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { History } from '#engine/history/history.ts'
import { notTrusted } from '#engine/project/not-trusted.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { withoutGiven } from './exact-numbers.ts'
import type { RunMode } from './fingerprint/run-mode.ts'
import { gitCommit } from './git-commit.ts'
import { inlineCode, pipelineFileOf } from './inline-code.ts'
import { withLegacyCallbacks } from './legacy-callbacks.ts'
import { type PipelineFacts, readPipelineFacts } from './pipeline-facts.ts'
import { planRun, type RunPlan } from './plan-run.ts'
import { checkAbove, planAgain } from './run-again.ts'
import type { BlockRunContext } from './run-block.ts'
import type { Resumed, RunCause } from './run-cause.ts'
import type { RunsDependencies } from './runs-dependencies.ts'
import { mergeVariables } from './variables.ts'

/** All a run needs, checked before it exists: what is missing then is an answer to the request, not a failed run. */
export type Prepared = {
  readonly project: OpenProject
  readonly history: History
  readonly plan: RunPlan
  readonly interpreter: string
  readonly variables: JsonMap
  /** Those of them that were given to this run. */
  readonly given: JsonMap
  readonly facts: PipelineFacts
  readonly commit: string | null
  /** Null where a person started it. */
  readonly cause: RunCause | null
  readonly mode: RunMode
}

/** What goes on from `resumes`: where only some of its block runs are to run again, what feeds them has to be there. */
const resumeMode = async (project: OpenProject, plan: RunPlan, resumes: Resumed): Promise<Result<RunMode>> => {
  const { run, again } = resumes
  if (again === null) return ok({ kind: 'resume', from: run, again: null })
  const planned = planAgain(plan, run, again)
  if (!planned.ok) return planned
  const checked = await checkAbove(project.stateDirectory, run, planned.value)
  return checked.ok ? ok({ kind: 'resume', from: run, again: planned.value }) : checked
}

export const prepareRun = async (
  { deps }: { readonly deps: RunsDependencies },
  input: RequestInput<'run.start'>,
  cause: RunCause | null,
): Promise<Result<Prepared>> => {
  const found = deps.findProject(input.projectId)
  if (!found.ok) return found
  const project = found.value
  if (!project.isTrusted()) return notTrusted(project)
  const commit = gitCommit(project.path)
  const pipeline = await project.pipeline(input.pipelineUuid)
  if (!pipeline.ok) return pipeline
  const history = await deps.histories.of(project)
  if (!history.ok) return history
  const place = { project, history: history.value, pipeline: pipeline.value }
  const plan = await planRun(place, input.scope, cause?.resumes?.inputs)
  if (!plan.ok) return plan
  const resumes = cause?.resumes
  const plain: RunMode = { kind: input.reuse === true ? 'changed' : 'all' }
  const mode = resumes === undefined ? ok(plain) : await resumeMode(project, plan.value, resumes)
  if (!mode.ok) return mode
  const interpreter = await deps.interpreterFor(project)
  if (!interpreter.ok) return interpreter
  const facts = await readPipelineFacts(project.path, input.pipelineUuid)
  return ok({
    project,
    history: history.value,
    plan: facts.hasLegacyCallback ? await withLegacyCallbacks(plan.value, project.path) : plan.value,
    interpreter: interpreter.value.path,
    variables: mergeVariables(pipeline.value.variables, input.variables),
    given: input.variables,
    facts: { ...facts, numbers: withoutGiven(facts.numbers, input.variables) },
    commit: await commit,
    cause,
    mode: mode.value,
  })
}

/** Milliseconds in which files are read without other threads, which cost more than a small file does; a slow disk holds nobody up longer. */
const atOnceMs = 10

/** Reads all code when the run starts: what ran is what was there then, whatever is saved meanwhile. */
export const readCode = (
  project: OpenProject,
  pipeline: { readonly uuid: string },
  blocks: readonly Block[],
): BlockRunContext['code'] => {
  const until = performance.now() + atOnceMs
  const read = async (block: Block): Promise<Result<Uint8Array>> => {
    if (block.file === null) return ok(new Uint8Array())
    try {
      const path = join(project.path, block.file)
      return ok(performance.now() < until ? readFileSync(path) : await readFile(path))
    } catch (error) {
      const inline = await inlineCode(pipelineFileOf(project.path, pipeline.uuid), block.uuid)
      if (inline !== null) return ok(inline)
      const words = error instanceof Error ? error.message : String(error)
      return fail(
        'not-found',
        `The code file ${block.file} cannot be read (${words}). Restore it, or remove the block.`,
      )
    }
  }
  const texts = new Map(blocks.map((block) => [block.uuid, read(block)]))
  return (block) => texts.get(block.uuid) ?? read(block)
}

export const guestsOf =
  ({ scope, pipeline }: RunPlan): BlockRunContext['guests'] =>
  (blockUuid) => ({
    conditionals: Object.hasOwn(scope.conditionals, blockUuid) ? (scope.conditionals[blockUuid] ?? []) : [],
    callbacks: Object.hasOwn(scope.callbacks, blockUuid) ? (scope.callbacks[blockUuid] ?? []) : [],
    extensions: (pipeline.extensions ?? []).filter(({ upstream }) => upstream.includes(blockUuid)),
  })
