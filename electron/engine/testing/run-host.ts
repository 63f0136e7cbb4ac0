import { once } from 'node:events'
import { createHistories } from '#engine/history/history.ts'
import { noTracking } from '#engine/run/run-tracking.ts'
import { createRuns } from '#engine/run/runs.ts'
import { fail, ok } from '#shared/result.ts'
import { createTempEngineContext } from './temp-engine-context.ts'
import { openTempProject, tempBlockModels, testInterpreter } from './temp-runs.ts'

/** A host of its own, to be killed by tests: `node run-host.ts <project folder> <pipeline>`; says on stdout what happens. With `wait` as last argument it says `loaded` and starts the run when it reads something. */
const [path = '', pipelineUuid = '', wait = ''] = process.argv.slice(2)
const context = await createTempEngineContext({ hostKind: 'terminal' })
const project = openTempProject(path)
const runs = createRuns(context, {
  findProject: (id) => (id === project.id ? ok(project) : fail('not-found', 'no such project')),
  histories: createHistories(context),
  models: tempBlockModels(context),
  tracking: noTracking,
  interpreterFor: async () => ok({ path: testInterpreter(), version: null }),
  settings: () => ({ maxParallelBlocks: 4, warmInterpreter: true }),
})
context.events.on('run.happened', ({ event }) => process.stdout.write(`${event.kind}\n`))
if (wait !== '') {
  process.stdout.write('loaded\n')
  await once(process.stdin, 'data')
}
const started = await runs.start({ projectId: project.id, pipelineUuid, scope: { kind: 'all' }, variables: {} })
process.stdout.write(started.ok ? `run ${started.value.runId}\n` : `refused: ${started.error.message}\n`)
if (started.ok) await runs.waitFor(project.id, started.value.runId)
await runs[Symbol.asyncDispose]()
process.exit(0)
