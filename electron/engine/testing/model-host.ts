import { createModels } from '#engine/models/models.ts'
import { fail, ok } from '#shared/result.ts'
import { createTempEngineContext } from './temp-engine-context.ts'
import { openProjectWithFiles } from './temp-models.ts'

/**
 * A host of its own that registers versions, to race with others and to be killed: `node model-host.ts <project folder> <model folder>
 * <how many> [alias]`; says each number on stdout.
 */
const [path = '', directory = '', times = '1', alias] = process.argv.slice(2)
const context = await createTempEngineContext({ hostKind: 'terminal' })
const project = openProjectWithFiles(path)
const models = createModels(context, {
  findProject: (id) => (id === project.id ? ok(project) : fail('not-found', 'no such project')),
  noteOwnWrite: () => {},
  interpreterFor: async () => fail('environment-missing', 'not asked for'),
})
process.stdout.write('ready\n')
for (let turn = 0; turn < Number(times); turn += 1) {
  const facts = { metrics: { turn }, source: { runId: process.pid } }
  const request = { name: 'churn', directory, profilePath: null, facts, alias: alias ?? null, reason: null, by: 'race' }
  const version = await models.register(project, request)
  process.stdout.write(version.ok ? `version ${version.value.version}\n` : `refused: ${version.error.message}\n`)
}
process.exit(0)
