import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempEngineContext, nextEvent } from '#engine/testing/temp-engine-context.ts'
import { given, openTempProject } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'
import { createBlockRunsRepository } from './block-runs-repository.ts'
import { openDatabase, type SqlDriver, sqlDriverFor } from './database.ts'
import { createHistories, type History } from './history.ts'
import { databaseVersion, migrate, migrations } from './migrations.ts'
import { createRunsRepository } from './runs-repository.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipewright-history-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const host = { pid: 1, started: 'x' }
const runOf = (pipelineUuid: string): Run => ({
  id: 0,
  pipelineUuid,
  state: 'queued',
  reason: null,
  scope: { kind: 'only', block: 'a' },
  origin: { kind: 'window', name: null },
  variables: { target: 'churn' },
  queuedAt: 1,
  startedAt: null,
  endedAt: null,
  blocksTotal: 1,
  blocksDone: 0,
  blocksFailed: 0,
  commit: 'abcdef12',
  seq: 1,
  edges: [{ from: 'a', to: 'b' }],
  blockRuns: [
    {
      blockUuid: 'a',
      blockType: 'transformer',
      language: 'python',
      state: 'queued',
      reason: null,
      attempt: 0,
      queuedAt: 1,
      startedAt: null,
      endedAt: null,
      progress: null,
      outputs: [],
      artifacts: [],
      metrics: [],
      tests: [],
      error: null,
      peakMemoryBytes: null,
    },
  ],
})

const insert = (history: History, run: Run): number => {
  const id = history.runs.insert(run, host)
  history.blockRuns.insert(id, run.pipelineUuid, run.blockRuns)
  return id
}

const useHistory = async (use: (history: History) => Promise<void> | void) => {
  await using context = await createTempEngineContext()
  const histories = createHistories(context)
  await use(given(await histories.of(openTempProject(folder))))
  await histories.dispose()
}

describe('the history of runs', () => {
  it('gives back what was stored', () =>
    useHistory((history) => {
      const run = runOf('train')
      const id = insert(history, run)
      expect(history.run(id)).toEqual({ ...run, id })
      const [blockRun] = run.blockRuns
      const ended: Run = {
        ...run,
        id,
        state: 'failed',
        reason: 'why',
        startedAt: 2,
        endedAt: 3,
        blocksFailed: 1,
        seq: 9,
      }
      history.runs.update(ended)
      if (blockRun === undefined) throw new Error('no block run')
      const details = { metrics: [{ name: 'auc', value: 0.9, step: null, time: 1 }], peakMemoryBytes: 5_000_000_000 }
      history.blockRuns.update(id, { ...blockRun, state: 'completed', attempt: 2, ...details })
      expect(history.run(id)).toMatchObject({ ...ended, blockRuns: [{ state: 'completed', attempt: 2, ...details }] })
      expect(history.blockRuns.newestCompleted('train', 'a')).toEqual({ runId: id, attempt: 2 })
    }))

  it('lists 10,000 runs by pages without delay', () =>
    useHistory((history) => {
      history.database.transaction(() => {
        for (let index = 0; index < 10_000; index += 1) insert(history, runOf(index % 10 === 0 ? 'rare' : 'train'))
      })
      const started = performance.now()
      const page = history.runs.list({ pipelineUuid: 'rare', states: ['queued'], before: 9_000, limit: 50 })
      expect(history.runs.list({ pipelineUuid: null, states: null, before: null, limit: 500 })).toHaveLength(500)
      expect(history.runs.list({ pipelineUuid: null, states: ['failed'], before: null, limit: 50 })).toEqual([])
      expect(history.blockRuns.newestCompleted('train', 'a')).toBeNull()
      expect(history.runs.byPipeline().get('rare')?.runCount).toBe(1_000)
      expect(performance.now() - started).toBeLessThan(1_000)
      expect(page.map(({ id }) => id).slice(0, 2)).toEqual([8_991, 8_981])
      expect(page).toHaveLength(50)
    }))

  it('takes runs along when a pipeline gets another id, and block runs away with their run', () =>
    useHistory((history) => {
      const id = insert(history, runOf('old'))
      history.rememberedVariables.set('old', { a: 1 }, 1)
      history.renamePipeline('old', 'new')
      expect(history.runs.latestId('new')).toBe(id)
      expect(history.rememberedVariables.get('new')).toEqual({ a: 1 })
      history.runs.delete(id)
      expect(history.blockRuns.ofRun(id)).toEqual([])
    }))

  it('never gives a number twice, not even that of a deleted run', () =>
    useHistory((history) => {
      const first = insert(history, runOf('train'))
      history.runs.delete(first)
      expect(insert(history, runOf('train'))).toBe(first + 1)
    }))

  it('is told of what another process writes, not of what it writes itself', async () => {
    await using context = await createTempEngineContext()
    const project = openTempProject(folder)
    const ours = createHistories(context)
    await using otherContext = await createTempEngineContext()
    const theirs = createHistories(otherContext)
    const told: string[] = []
    context.events.on('history.changed', ({ projectId }) => told.push(projectId))
    const history = given(await ours.of(project))
    insert(history, runOf('own'))
    const noticed = nextEvent(context, 'history.changed')
    insert(given(await theirs.of(project)), runOf('other'))
    await noticed
    expect(told).toEqual([project.id])
    await ours.dispose()
    await theirs.dispose()
  })
})

describe('a project without a history', () => {
  it('gets one from another process while it is open, and is told', async () => {
    await using context = await createTempEngineContext()
    const project = openTempProject(folder)
    const ours = createHistories(context)
    expect(given(await ours.existing(project))).toBeNull()
    const noticed = nextEvent(context, 'history.changed')
    await using otherContext = await createTempEngineContext()
    const theirs = createHistories(otherContext)
    insert(given(await theirs.of(project)), runOf('other'))
    await noticed
    expect(given(await ours.existing(project))?.runs.latestId('other')).toBe(1)
    await ours.dispose()
    await theirs.dispose()
  })
})

describe('a history file', () => {
  const path = () => join(folder, '.pipewright', 'history.db')
  const damage = {
    'is no database': () => writeFile(path(), 'this is text, not a database\n'.repeat(200)),
    'was cut in the middle': async () => truncate(path(), 12_000),
    'is empty': () => writeFile(path(), ''),
    'has a page of zeros': async () => {
      const bytes = await readFile(path())
      bytes.fill(0, 4096, 12_288)
      await writeFile(path(), bytes)
    },
  }

  it.each(Object.entries(damage))('that %s never stops the work', async (name, destroy) => {
    await useHistory((history) => {
      history.database.transaction(() => {
        for (let index = 0; index < 200; index += 1) insert(history, runOf('train'))
      })
    })
    await destroy()
    await using context = await createTempEngineContext()
    const histories = createHistories(context)
    const history = given(await histories.of(openTempProject(folder)))
    expect(insert(history, runOf('train'))).toBe(1)
    await histories.dispose()
    const aside = (await readdir(join(folder, '.pipewright'))).filter((file) => file.includes('damaged'))
    expect(aside.length > 0).toBe(name !== 'is empty')
    expect(context.logged.some(({ message }) => message.includes('has been moved'))).toBe(name !== 'is empty')
  })

  it('that is deleted while it is open is made anew', async () => {
    await using context = await createTempEngineContext()
    const histories = createHistories(context)
    const project = openTempProject(folder)
    insert(given(await histories.of(project)), runOf('train'))
    await rm(project.stateDirectory, { recursive: true })
    const both = await Promise.all([histories.of(project), histories.of(project)])
    expect(both.map((result) => given(result).runs.latestId('train'))).toEqual([null, null])
    expect(insert(given(await histories.of(project)), runOf('train'))).toBe(1)
    await histories.dispose()
  })

  it('of a newer Pipewright is left as it is', async () => {
    await useHistory((history) => history.database.exec('PRAGMA user_version = 999'))
    await using context = await createTempEngineContext()
    const refused = await createHistories(context).of(openTempProject(folder))
    expect(refused).toMatchObject({ ok: false, error: { code: 'unsupported' } })
  })

  it('is not made by looking for it', async () => {
    await using context = await createTempEngineContext()
    expect(given(await createHistories(context).existing(openTempProject(folder)))).toBeNull()
    expect(await readdir(folder)).toEqual([])
  })
})

describe('migrations', () => {
  it('bring each older format to the newest, whichever it is', async () => {
    for (let version = 0; version < migrations.length; version += 1) {
      const database = openDatabase(join(folder, `${version}.db`))
      migrate(database, migrations.slice(0, version))
      expect(databaseVersion(database)).toBe(version)
      expect(migrate(database)).toBe(true)
      expect(databaseVersion(database)).toBe(migrations.length)
      expect(migrate(database)).toBe(true)
      database.close()
    }
  })

  it('leave the runs of a file of format 1 as they were', async () => {
    await mkdir(join(folder, '.pipewright'))
    await copyFile(new URL('./samples/history-1.db', import.meta.url), join(folder, '.pipewright', 'history.db'))
    await useHistory((history) => {
      expect(history.run(1)).toEqual({ ...runOf('train'), id: 1 })
      expect(history.rememberedVariables.get('train')).toEqual({ target: 'churn' })
      expect(history.triggerFires.newest('train', 'nightly')).toBeNull()
    })
  })
})

describe('the database driver', () => {
  it('is libsql where the other would abort the process', () => {
    expect([undefined, '8', '9', '10', '11'].map(sqlDriverFor)).toEqual([
      'libsql',
      'libsql',
      'libsql',
      'better-sqlite3',
      'better-sqlite3',
    ])
  })

  const drivers: SqlDriver[] = ['libsql', 'better-sqlite3']

  it.each(drivers)('stores and reads a run with %s', async (driver) => {
    if (driver === 'better-sqlite3' && sqlDriverFor(process.versions.napi) === 'libsql') return
    const database = openDatabase(join(folder, 'history.db'), driver)
    migrate(database)
    const runs = createRunsRepository(database)
    const blockRuns = createBlockRunsRepository(database)
    const run = runOf('train')
    const id = database.transaction(() => runs.insert(run, host))
    blockRuns.insert(id, 'train', run.blockRuns)
    expect({ ...runs.get(id), blockRuns: blockRuns.ofRun(id) }).toEqual({ ...run, id })
    expect(() => database.transaction(() => blockRuns.insert(id, 'train', run.blockRuns))).toThrow('UNIQUE')
    expect(runs.list({ pipelineUuid: 'train', states: ['queued'], before: null, limit: 5 })).toHaveLength(1)
    database.close()
  })

  it('can change from one start to the next on the same file', () => {
    const path = join(folder, 'history.db')
    for (const driver of sqlDriverFor(process.versions.napi) === 'libsql' ? [drivers[0]] : [...drivers, ...drivers]) {
      const database = openDatabase(path, driver)
      migrate(database)
      createRunsRepository(database).insert(runOf('train'), host)
      database.close()
    }
    const database = openDatabase(path)
    expect(createRunsRepository(database).byPipeline().get('train')?.runCount).toBeGreaterThan(0)
    database.close()
  })
})
