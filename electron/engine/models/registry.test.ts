import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createTempModels, type TempModels } from '#engine/testing/temp-models.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'

const hostFile = fileURLToPath(new URL('../testing/model-host.ts', import.meta.url))
const inProcess = promisify(execFile)

const get = async ({ models, project }: TempModels, name = 'churn') =>
  given(await models.get({ projectId: project.id, name }))

describe('registering', () => {
  it('copies the folder, reads what its MLmodel says, and keeps both in plain files', async () => {
    await using temp = await createTempModels()
    const directory = await temp.modelFolder()
    const facts = {
      metrics: { auc: 0.9123456789, tiny: 1.5e-9, bad: Number.NaN },
      params: { C: '1.0', depth: '5' },
      source: { runId: 41, pipelineUuid: 'train', blockUuid: 'fit', commit: 'abcdef12' },
      dataFingerprint: 'sha256:00',
    }
    await temp.register('churn', { directory, facts, alias: 'champion', by: 'run 41' })
    const { model, versions } = await get(temp)
    expect(model).toMatchObject({ name: 'churn', aliases: { champion: 1 }, champion: 1, newest: 1, versions: 1 })
    expect(versions[0]).toMatchObject({
      version: 1,
      flavor: 'sklearn',
      loader: 'skops',
      safe: true,
      metrics: { auc: 0.9123456789, tiny: 1.5e-9 },
      params: { C: '1.0', depth: '5' },
      source: { runId: 41, pipelineUuid: 'train', blockUuid: 'fit', commit: 'abcdef12', trackedRunId: null },
      environment: { python: '3.11.2', packages: { 'scikit-learn': '1.9.0', skops: '0.14.0' } },
      hasInputExample: true,
      hasFiles: true,
      hasProfile: false,
      stage: null,
    })
    expect(versions[0]?.metrics).not.toHaveProperty('bad')
    expect(versions[0]?.signature?.inputs.map(({ name, type }) => [name, type])).toEqual([
      ['monthly', 'double'],
      ['contract', 'string'],
    ])
    const { folder } = temp
    expect(await folder.read('models/churn/versions/1/files/model.skops')).toBe('weights')
    expect(await folder.read('models/churn/model.yaml')).toContain('champion: 1')
    expect(await folder.read('models/.gitignore')).toContain('/*/versions/*/files/')
    expect(await folder.read('models/churn/README.md')).toContain('| auc | 0.9123456789 |')
    expect(
      (await folder.read('models/churn/changes.ndjson')).split('\n').map((line) => line && JSON.parse(line).kind),
    ).toEqual(['registered', 'promoted', ''])
    expect(await readdir(folder.at('models/churn/versions/1'))).toEqual(['files', 'version.yaml'])
    expect(await readdir(folder.at('models/churn/versions'))).toEqual(['1'])
  })

  it('tells equal files by an equal hash, and others by another', async () => {
    await using temp = await createTempModels()
    const hashes = []
    for (const content of ['a', 'a', 'b'])
      hashes.push((await temp.register('churn', { directory: await temp.modelFolder(content) })).sha256)
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[2]).not.toBe(hashes[0])
  })

  it('refuses what is no model folder, a name that is none, and a link that leads out', async () => {
    await using temp = await createTempModels()
    const register = (name: string, directory: string) =>
      temp.models.register(temp.project, {
        name,
        directory,
        profilePath: null,
        facts: {},
        alias: null,
        reason: null,
        by: 'test',
      })
    const directory = await temp.modelFolder()
    for (const name of ['', '../up', 'a/b', 'a:b', '.hidden'])
      expect(await register(name, directory)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    await mkdir(temp.folder.at('empty'))
    expect(await register('churn', temp.folder.at('empty'))).toMatchObject({ error: { code: 'invalid-input' } })
    await symlink('/etc/hostname', join(directory, 'outside'))
    const refused = await register('churn', directory)
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    expect(refused.ok ? '' : refused.error.message).toContain('leads out')
    expect(await readdir(temp.folder.at('models/churn/versions'))).toEqual([])
  })

  it('gives two hosts that register at once numbers of their own, each whole', async () => {
    await using temp = await createTempModels()
    const directory = await temp.modelFolder()
    const host = () => inProcess(process.execPath, [hostFile, temp.folder.path, directory, '8', 'champion'])
    const outputs = await Promise.all([host(), host(), host()])
    const numbers = outputs.flatMap(({ stdout }) =>
      [...stdout.matchAll(/version (\d+)/g)].map((match) => Number(match[1])),
    )
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1))
    const { model, versions } = await get(temp)
    expect(versions.map(({ version }) => version)).toEqual([...numbers].reverse())
    expect(versions.every(({ hasFiles }) => hasFiles)).toBe(true)
    expect(model.champion).not.toBeNull()
    const { changes } = given(await temp.models.changes({ projectId: temp.project.id, name: 'churn', limit: 1000 }))
    expect(changes.filter(({ kind }) => kind === 'registered')).toHaveLength(24)
    expect(changes.filter(({ kind }) => kind === 'promoted')).toHaveLength(24)
    // Each promotion saw the one before it: none was lost between two hosts.
    const promoted = changes.filter(({ kind }) => kind === 'promoted').reverse()
    expect(promoted.slice(1).map(({ previous }) => previous)).toEqual(
      promoted.slice(0, -1).map(({ version }) => version),
    )
  }, 30_000)

  it('leaves no half version when its host is killed, and the next host clears away and goes on', async () => {
    await using temp = await createTempModels()
    const directory = await temp.modelFolder()
    // Big enough that copying takes a while.
    await temp.folder.write('trained/1/weights.bin', randomBytes(64 * 1024 * 1024))
    const host = spawn(process.execPath, [hostFile, temp.folder.path, directory, '50'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const versions = temp.folder.at('models/churn/versions')
    const inTheMiddle = async () =>
      (await readdir(versions).catch(() => [])).some((name) => name.startsWith('.')) &&
      (await readdir(versions)).length >= 2
    await waitFor(inTheMiddle, 'a version in the making', 20_000)
    const ended = new Promise((resolve) => host.once('exit', resolve))
    host.kill('SIGKILL')
    await ended
    const before = (await get(temp)).versions
    for (const { version } of before) {
      const facts = await stat(join(versions, String(version), 'files/weights.bin'))
      expect(facts.size).toBe(64 * 1024 * 1024)
    }
    await temp.models.sweep(temp.project)
    expect((await readdir(versions)).filter((name) => name.startsWith('.'))).toEqual([])
    const next = await temp.register('churn')
    expect(next.version).toBe((before[0]?.version ?? 0) + 1)
  }, 40_000)
})

describe('references', () => {
  it('stand for the champion, an alias, a number, the newest or a stage', async () => {
    await using temp = await createTempModels()
    for (let turn = 0; turn < 3; turn += 1) await temp.register('churn')
    const resolve = async (reference: string) => {
      const resolved = await temp.models.resolve(temp.project, reference)
      return resolved.ok ? resolved.value.version : resolved.error.code
    }
    expect(await resolve('churn')).toBe(3)
    const { id: projectId } = temp.project
    given(await temp.models.promote({ projectId, name: 'churn', version: 2, reason: 'better' }))
    given(await temp.models.setStage({ projectId, name: 'churn', version: 1, stage: 'Production', reason: null }))
    expect(await resolve('churn')).toBe(2)
    expect(await resolve('churn@champion')).toBe(2)
    expect(await resolve('models:/churn/1')).toBe(1)
    expect(await resolve('churn/latest')).toBe(3)
    expect(await resolve('models:/churn/production')).toBe(1)
    for (const gone of ['churn/9', 'churn@other', 'other', 'churn/Archived'])
      expect(await resolve(gone)).toBe('not-found')
    expect(await resolve('../etc')).toBe('not-found')
    expect(await resolve('a:b:c')).toBe('invalid-input')
    const resolved = given(await temp.models.resolve(temp.project, 'churn/1'))
    expect(resolved.directory).toBe(temp.folder.at('models/churn/versions/1/files'))
  })

  it('say that the files are missing where git left them out', async () => {
    await using temp = await createTempModels()
    await temp.register('churn')
    await rm(temp.folder.at('models/churn/versions/1/files'), { recursive: true })
    expect((await get(temp)).versions[0]?.hasFiles).toBe(false)
    const resolved = await temp.models.resolve(temp.project, 'churn')
    expect(resolved.ok ? '' : resolved.error.message).toContain('git leaves them out')
  })
})
