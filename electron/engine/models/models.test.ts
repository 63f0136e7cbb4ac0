import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { createProjects } from '#engine/project/projects.ts'
import { createTempEngineContext, nextEvent } from '#engine/testing/temp-engine-context.ts'
import { createTempModels, type TempModels } from '#engine/testing/temp-models.ts'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { championsOf } from './changes-file.ts'
import { createModelProblems } from './model-problems.ts'
import { createModels } from './models.ts'

/** A model `churn` of so many versions. */
const withVersions = async (count: number, used?: ReadonlyMap<string, readonly string[]>) => {
  const temp = await createTempModels(used)
  for (let turn = 0; turn < count; turn += 1) {
    const facts = { metrics: { auc: 0.8 + turn / 100 }, params: { depth: String(turn) }, tags: {} }
    await temp.register('churn', { facts })
  }
  return temp
}

const churn = ({ project }: TempModels) => ({ projectId: project.id, name: 'churn' })

const champion = async (temp: TempModels) => given(await temp.models.get(churn(temp))).model.champion

const promote = async (temp: TempModels, version: number, reason: string | null = null) =>
  given(await temp.models.promote({ ...churn(temp), version, reason }))

const rollBack = async (temp: TempModels) => {
  const back = await temp.models.rollBack({ ...churn(temp), reason: null })
  return back.ok ? back.value.version : back.error.code
}

const changesOf = async (temp: TempModels) => given(await temp.models.changes({ ...churn(temp), limit: 1000 })).changes

describe('the champion', () => {
  it('is promoted with a reason, and the log says what it was before', async () => {
    await using temp = await withVersions(2)
    await promote(temp, 1, 'the first')
    await promote(temp, 2, 'better on new customers')
    expect(await champion(temp)).toBe(2)
    const [last] = await changesOf(temp)
    expect(last).toMatchObject({
      kind: 'promoted',
      version: 2,
      alias: 'champion',
      previous: 1,
      reason: 'better on new customers',
      by: 'window',
    })
  })

  it('is rolled back step by step, each in well under a second, and not further than there is', async () => {
    await using temp = await withVersions(3)
    for (const version of [1, 2, 3]) await promote(temp, version)
    const started = performance.now()
    expect(await rollBack(temp)).toBe(2)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(await rollBack(temp)).toBe(1)
    expect(await rollBack(temp)).toBe('not-found')
    expect(await champion(temp)).toBe(1)
  })

  it('goes back to what was champion before a change by hand, and past versions that are gone', async () => {
    await using temp = await withVersions(4)
    for (const version of [1, 2, 3]) await promote(temp, version)
    await temp.folder.write('models/churn/model.yaml', 'aliases:\n  champion: 4\n')
    given(await temp.models.deleteVersion({ ...churn(temp), version: 3, reason: null }))
    expect(await rollBack(temp)).toBe(2)
  })

  it('is found in a log whose last line a kill tore, and which goes on after it', async () => {
    await using temp = await withVersions(2)
    await promote(temp, 1)
    const log = temp.folder.at('models/churn/changes.ndjson')
    await writeFile(log, '{"kind":"promoted","vers', { flag: 'a' })
    await promote(temp, 2)
    expect((await changesOf(temp)).map(({ kind }) => kind)).toEqual([
      'promoted',
      'promoted',
      'registered',
      'registered',
    ])
    expect(await rollBack(temp)).toBe(1)
  })

  it('has a way back that a roll back shortens', () => {
    const change = (kind: 'promoted' | 'rolled-back', version: number) =>
      ({ time: 0, kind, version, alias: 'champion', previous: null, reason: null, by: 'test' }) as const
    const log = [change('promoted', 1), change('promoted', 2), change('promoted', 3), change('rolled-back', 2)]
    expect(championsOf(log, 2)).toEqual([1, 2])
    expect(championsOf([...log, change('promoted', 3)], 3)).toEqual([1, 2, 3])
    expect(championsOf([], 5)).toEqual([5])
  })
})

describe('aliases and stages', () => {
  it('change their lines of the files and leave the rest as it is written', async () => {
    await using temp = await withVersions(2)
    const text = '# ours\ndescription: "who leaves"   # kept\n\naliases:\n  champion: 1  # since June\n'
    await temp.folder.write('models/churn/model.yaml', text)
    given(await temp.models.setAlias({ ...churn(temp), version: 2, alias: 'challenger', reason: null }))
    // The patcher puts a new key where Mage, which sorts them, would.
    const expected = text.replace('  champion', '  challenger: 2\n  champion')
    expect(await temp.folder.read('models/churn/model.yaml')).toBe(expected)
    given(await temp.models.deleteAlias({ ...churn(temp), alias: 'challenger', reason: null }))
    expect(await temp.folder.read('models/churn/model.yaml')).toBe(text)
    given(await temp.models.setStage({ ...churn(temp), version: 2, stage: 'staging', reason: null }))
    given(await temp.models.describe({ ...churn(temp), version: 2, description: 'deep', tags: { owner: 'ada' } }))
    const { versions } = given(await temp.models.get(churn(temp)))
    expect(versions[0]).toMatchObject({ version: 2, stage: 'staging', description: 'deep', tags: { owner: 'ada' } })
  })

  it('refuse versions that are not there, names that are taken by MLflow, and files that cannot be read', async () => {
    await using temp = await withVersions(1)
    const set = (version: number, alias: string) =>
      temp.models.setAlias({ ...churn(temp), version, alias, reason: null })
    expect(await set(9, 'challenger')).toMatchObject({ error: { code: 'not-found' } })
    for (const alias of ['latest', 'v7', 'a/b', ''])
      expect(await set(1, alias)).toMatchObject({ error: { code: 'invalid-input' } })
    await temp.folder.write('models/churn/model.yaml', 'aliases: [\n')
    expect(await set(1, 'challenger')).toMatchObject({ error: { code: 'unreadable-file' } })
    expect(await temp.folder.read('models/churn/model.yaml')).toBe('aliases: [\n')
  })
})

describe('deleting', () => {
  const code = 'import pipewright\n\nmodel = pipewright.load_model("churn@champion")\nother = "churning"\n'
  const used = new Map([['transformers/score.py', ['score_daily']]])

  it('names what uses a version, by alias, endpoint and pipeline', async () => {
    await using temp = await withVersions(2, used)
    await promote(temp, 2)
    await temp.folder.write('transformers/score.py', code)
    await temp.folder.write('models/churn/endpoint.yaml', 'port: 7400\nversions:\n  - alias: champion\n    share: 1\n')
    await temp.folder.write('pipelines/batch/metadata.yaml', 'blocks:\n- configuration:\n    model: churn/1\n')
    temp.models.noteServing((_, name) => (name === 'churn' ? [2] : []))
    const uses = async (version: number | null) =>
      given(await temp.models.uses({ ...churn(temp), version })).map(({ kind, what }) => [kind, what])
    expect(await uses(2)).toEqual([
      ['running-endpoint', 'the running endpoint, which serves version 2'],
      ['alias', 'the alias champion'],
      ['endpoint', 'its endpoint (models/churn/endpoint.yaml, line 3)'],
      ['pipeline', 'the pipeline score_daily (transformers/score.py, line 3)'],
    ])
    expect(await uses(1)).toEqual([['pipeline', 'the pipeline batch (pipelines/batch/metadata.yaml, line 3)']])
    expect((await uses(null)).map(([kind]) => kind)).toEqual(['running-endpoint', 'endpoint', 'pipeline', 'pipeline'])
    const refused = await temp.models.deleteVersion({ ...churn(temp), version: 2, reason: null })
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })

  it('takes a version and its aliases, keeps it in the trash, and never gives its number again', async () => {
    await using temp = await withVersions(2)
    await promote(temp, 2)
    given(await temp.models.deleteVersion({ ...churn(temp), version: 2, reason: 'wrong data' }))
    const { model, versions } = given(await temp.models.get(churn(temp)))
    expect([model.champion, versions.map(({ version }) => version)]).toEqual([null, [1]])
    expect((await temp.register('churn')).version).toBe(3)
    expect(await readdir(temp.context.trashDirectory)).toEqual(['1-churn version 2'])
    expect((await readdir(join(temp.context.trashDirectory, '1-churn version 2'))).sort()).toEqual([
      'files',
      'version.yaml',
    ])
    expect(await readdir(temp.folder.at('models/churn/versions/2'))).toEqual(['deleted'])
  })

  it('moves a whole model to the trash, or to another name', async () => {
    await using temp = await withVersions(1)
    await temp.register('other')
    expect(await temp.models.rename({ ...churn(temp), to: 'other' })).toMatchObject({
      error: { code: 'already-exists' },
    })
    given(await temp.models.rename({ ...churn(temp), to: 'leavers' }))
    given(await temp.models.delete({ projectId: temp.project.id, name: 'other' }))
    const names = given(await temp.models.list({ projectId: temp.project.id })).map(({ name }) => name)
    expect(names).toEqual(['leavers'])
  })
})

describe('comparing', () => {
  const profile = (mean: number) => ({
    format: 1,
    rows: 10,
    created_at: 0,
    features: [
      {
        name: 'age',
        kind: 'number',
        missing: 1,
        min: 0,
        max: 9,
        mean,
        std: 1,
        edges: [],
        counts: [],
        quantiles: [],
        sample: [],
      },
    ],
    predictions: null,
    target: null,
  })

  it('tells metrics, parameters, packages, signature and training data apart', async () => {
    await using temp = await createTempModels()
    for (const [index, mean] of [3, 4.25].entries()) {
      await temp.folder.write(`profile${index}.json`, JSON.stringify(profile(mean)))
      await temp.register('churn', {
        profilePath: temp.folder.at(`profile${index}.json`),
        facts: {
          metrics: { auc: 0.8 + index / 10, ...(index === 0 ? { f1: 0.5 } : {}) },
          params: { depth: String(index) },
        },
      })
    }
    const compared = given(await temp.models.compare({ ...churn(temp), left: 1, right: 2 }))
    expect(compared.metrics).toEqual([
      { name: 'auc', left: 0.8, right: 0.9 },
      { name: 'f1', left: 0.5, right: null },
    ])
    expect(compared.params).toEqual([{ name: 'depth', left: '0', right: '1' }])
    expect(compared.packages).toContainEqual({ name: 'skops', left: '0.14.0', right: '0.14.0' })
    expect(compared.signature).toContainEqual({ name: 'input contract', left: 'string', right: 'string' })
    expect(compared.data).toContainEqual({
      name: 'age',
      left: 'mean 3, 0 to 9, 1 missing',
      right: 'mean 4.25, 0 to 9, 1 missing',
    })
    expect(compared.code.missing).toContain('not kept any more')
  })
})

describe('problems', () => {
  it('of broken files have their line, and go when the file is mended', async () => {
    await using temp = await withVersions(2)
    const read = createModelProblems()
    const { path } = temp.project
    expect(await read(path)).toEqual([])
    await temp.folder.write('models/churn/model.yaml', 'description: x\naliases:\n  champion: seven\n')
    const version = await temp.folder.read('models/churn/versions/2/version.yaml')
    await temp.folder.write('models/churn/versions/2/version.yaml', version.replace('bytes:', 'bytes: many #'))
    await temp.folder.write('models/churn/versions/1/version.yaml', 'version: 1\nsource: {\n')
    const problems = await read(path)
    expect(problems.map(({ file, code, line }) => [file, code, line])).toEqual([
      ['models/churn/model.yaml', 'bad-aliases', 3],
      ['models/churn/versions/1/version.yaml', 'yaml-syntax', expect.any(Number)],
      [
        'models/churn/versions/2/version.yaml',
        'bad-version',
        version.split('\n').findIndex((line) => line.startsWith('bytes:')) + 1,
      ],
    ])
    expect(given(await temp.models.get(churn(temp))).versions).toEqual([])
    await temp.folder.write('models/churn/versions/2/version.yaml', version)
    expect((await read(path)).map(({ file }) => file)).toEqual([
      'models/churn/model.yaml',
      'models/churn/versions/1/version.yaml',
    ])
    expect(given(await temp.models.get(churn(temp))).versions.map(({ version: number }) => number)).toEqual([2])
  })
})

it("a change of a model by another hand is told, and its problems are the project's", async () => {
  await using context = await createTempEngineContext()
  await using folder = await createTempProject([])
  const held = createProjects(context, { readPipeline, readProblems: createModelProblems() })
  const { findProject, noteOwnWrite } = held
  const models = createModels(context, {
    findProject,
    noteOwnWrite,
    interpreterFor: async () => ({ ok: false, error: { code: 'environment-missing', message: 'not asked for' } }),
  })
  const project = given(await held.projects.open({ path: folder.path }))
  await held.whenWatching(project.id)
  const told = nextEvent(context, 'model.changed', { where: ({ name }) => name === 'churn' })
  const changed = nextEvent(context, 'project.changed')
  await folder.write('models/churn/model.yaml', 'aliases: 7\n')
  expect(await told).toEqual({ projectId: project.id, name: 'churn' })
  await changed
  const { problems } = given(await held.projects.get({ projectId: project.id }))
  expect(problems.map(({ code, file }) => [code, file])).toContainEqual(['bad-aliases', 'models/churn/model.yaml'])
  await models[Symbol.asyncDispose]()
  await held.dispose()
})
