import { afterEach, beforeEach, expect, it } from 'vitest'
import { returns, waitsForFile } from '#engine/testing/fixture-blocks.ts'
import { createTempEngineContext, type TempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'
import type { Result } from '#shared/result.ts'
import { createEngine, type Engine } from './engine.ts'

let context: TempEngineContext
let folder: TempProject
let engine: Engine
let projectId: string

const given = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`)
  return result.value
}

const runToEnd = async (pipelineUuid: string) => {
  const { runId } = given(await engine.runs.start({ projectId, pipelineUuid, scope: { kind: 'all' }, variables: {} }))
  return given(await engine.runs.waitFor(projectId, runId))
}

beforeEach(async () => {
  context = await createTempEngineContext()
  folder = await createTempProject([
    {
      uuid: 'chain',
      blocks: [
        { uuid: 'one', code: returns(7) },
        { uuid: 'two', upstream: ['one'] },
      ],
    },
  ])
  engine = await createEngine(context)
  projectId = given(await engine.projects.open({ path: folder.path })).id
  await engine.projects.trust({ projectId })
})
afterEach(async () => {
  await engine[Symbol.asyncDispose]()
  await folder.remove()
  await context[Symbol.asyncDispose]()
})

it('runs a pipeline, keeps it in the history and shows its outputs', async () => {
  const run = await runToEnd('chain')
  expect(run.state).toBe('completed')
  const project = given(await engine.projects.get({ projectId }))
  expect(project.pipelines[0]).toMatchObject({ uuid: 'chain', runCount: 1, lastRun: { state: 'completed' } })
  const place = { projectId, runId: run.id, blockUuid: 'two', attempt: null, output: 'output_0' }
  expect(given(await engine.outputs.preview(place)).preview).toMatchObject({ kind: 'number', value: 7 })
})

it('keeps the runs of a pipeline that is renamed', async () => {
  await runToEnd('chain')
  given(await engine.pipelines.rename({ projectId, pipelineUuid: 'chain', name: 'renamed' }))
  const runs = given(
    await engine.runs.list({ projectId, pipelineUuid: 'renamed', states: null, before: null, limit: 10 }),
  )
  expect(runs).toHaveLength(1)
})

it('refuses to rename or delete a pipeline that runs', async () => {
  await folder.pipeline({ uuid: 'busy', blocks: [{ uuid: 'waits', code: waitsForFile(folder.at('go')) }] })
  const started = given(
    await engine.runs.start({ projectId, pipelineUuid: 'busy', scope: { kind: 'all' }, variables: {} }),
  )
  const input = { projectId, pipelineUuid: 'busy' }
  expect(await engine.pipelines.delete(input)).toMatchObject({ ok: false, error: { code: 'run-active' } })
  expect(await engine.pipelines.rename({ ...input, name: 'x' })).toMatchObject({
    ok: false,
    error: { code: 'run-active' },
  })
  await folder.write('go', '')
  expect(given(await engine.runs.waitFor(projectId, started.runId)).state).toBe('completed')
})

it('executes nothing of a folder that is not trusted', async () => {
  await using other = await createTempProject([{ uuid: 'p', blocks: [{ uuid: 'b' }] }])
  const opened = given(await engine.projects.open({ path: other.path }))
  const started = await engine.runs.start({
    projectId: opened.id,
    pipelineUuid: 'p',
    scope: { kind: 'all' },
    variables: {},
  })
  expect(started).toMatchObject({ ok: false, error: { code: 'not-trusted' } })
})
