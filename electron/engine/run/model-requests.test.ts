import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createModels } from '#engine/models/models.ts'
import { openProjectWithFiles } from '#engine/testing/temp-models.ts'
import { createTempRuns, given, statesOf, type TempRuns } from '#engine/testing/temp-runs.ts'
import { fail, ok } from '#shared/result.ts'

const train = `
import pipewright

class Halves:
    """Standard library only."""
    def predict(self, rows):
        return [row['size'] / 2 for row in rows]

@transformer
def train(*args, **kwargs):
    rows = [{'size': float(n), 'colour': 'red' if n % 3 else 'blue', 'half': n / 2} for n in range(30)]
    version = pipewright.log_model(
        Halves(), registered_name='halves', alias='champion', training_data=rows, target='half',
        input_example=[{'size': 3.0, 'colour': 'red'}], metrics={'error': 0.25}, params={'depth': 3}, tags={'team': 'a'},
    )
    pipewright.log_model(Halves(), 'kept only')
    return version.version
`

const use = `
import pipewright

@transformer
def use(version, *args, **kwargs):
    model = pipewright.load_model('halves@champion')
    return {'version': version, 'half': model.predict([{'size': 9}])}
`

/** The registry of the project that the runs are of. */
const registryOf = ({ context, project }: TempRuns) => {
  const opened = openProjectWithFiles(project.path)
  return createModels(context, {
    findProject: (id) => (id === project.id ? ok(opened) : fail('not-found', 'no such project')),
    noteOwnWrite: () => {},
    interpreterFor: async () => fail('environment-missing', 'not asked for'),
  })
}

const pipeline = {
  uuid: 'train',
  blocks: [
    { uuid: 'fit', code: train },
    { uuid: 'use', code: use, upstream: ['fit'] },
  ],
}

const outputOf = async ({ project }: TempRuns, runId: number, block: string): Promise<unknown> => {
  const folder = join(project.stateDirectory, 'runs', String(runId), block, '1/outputs/output_0')
  return JSON.parse(JSON.parse(await readFile(join(folder, 'preview.json'), 'utf8')).text)
}

it('registers what a block logs, with all that is known of it, and gives it to the next block', async () => {
  await using temp = await createTempRuns([pipeline])
  const run = await temp.finish('train')
  expect(statesOf(run), JSON.stringify(run.blockRuns.map(({ error }) => error))).toEqual({
    fit: 'completed',
    use: 'completed',
  })
  const models = registryOf(temp)
  const { model, versions } = given(await models.get({ projectId: temp.project.id, name: 'halves' }))
  expect(model.aliases).toEqual({ champion: 1 })
  expect(versions[0]).toMatchObject({
    flavor: 'python',
    safe: false,
    metrics: { error: 0.25 },
    params: { depth: '3' },
    tags: { team: 'a' },
    source: { runId: run.id, pipelineUuid: 'train', blockUuid: 'fit' },
    hasProfile: true,
    hasInputExample: true,
    signature: {
      inputs: [
        { name: 'size', type: 'double', required: true },
        { name: 'colour', type: 'string', required: true },
      ],
      outputs: [{ type: 'double' }],
    },
  })
  expect(versions[0]?.dataFingerprint).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(await outputOf(temp, run.id, 'use')).toEqual({ version: 1, half: [4.5] })
  // Only what was asked for is registered.
  expect(given(await models.list({ projectId: temp.project.id })).map(({ name }) => name)).toEqual(['halves'])
  const profile = JSON.parse(await temp.folder.read('models/halves/versions/1/profile.json'))
  expect(profile).toMatchObject({
    format: 1,
    rows: 30,
    features: [{ name: 'size', min: 0, max: 29 }, { name: 'colour' }],
  })
  expect(profile.features[1].categories).toEqual([
    { value: 'red', count: 20 },
    { value: 'blue', count: 10 },
  ])
  expect(profile.predictions).toMatchObject([{ name: 'prediction', kind: 'number', max: 14.5 }])
  expect(profile.target).toMatchObject({ name: 'half', kind: 'number', max: 14.5 })
})

it('never reuses a block that loaded a model: its name may stand for another version', async () => {
  await using temp = await createTempRuns([pipeline])
  await temp.finish('train')
  const second = await temp.finish('train', { reuse: true })
  expect(statesOf(second)).toEqual({ fit: 'reused', use: 'completed' })
  const registered = given(await registryOf(temp).get({ projectId: temp.project.id, name: 'halves' }))
  expect(registered.versions).toHaveLength(1)
})

it('fails the block in words where a model cannot be registered or found', async () => {
  const code = (body: string) => `import pipewright\n\n@transformer\ndef run(*args, **kwargs):\n    ${body}\n`
  const object = "type('Model', (), {'predict': lambda self, rows: rows})()"
  await using temp = await createTempRuns([
    {
      uuid: 'train',
      blocks: [
        { uuid: 'name', code: code(`pipewright.log_model(${object}, registered_name='a/b')`) },
        { uuid: 'missing', code: code("pipewright.load_model('nothing@champion')") },
        { uuid: 'thing', code: code("pipewright.log_model(object(), registered_name='thing')") },
      ],
    },
  ])
  const run = await temp.finish('train')
  const messages = Object.fromEntries(run.blockRuns.map(({ blockUuid, error }) => [blockUuid, error?.message ?? '']))
  expect(messages.name).toContain('Choose another name')
  expect(messages.missing).toContain('Expected the model "nothing"')
  expect(messages.thing).toContain('Expected a model with a method predict')
})
