import { spawnSync } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { value, words } from '#engine/testing/temp-files.ts'
import { createTempProjects } from '#engine/testing/temp-projects.ts'
import { createProjects } from './projects.ts'

describe('opening', () => {
  it('runs nothing: a repository that would run its own program on git status does not', async () => {
    await using session = await createTempProjects({ watch: true })
    const { folder } = session
    const git = (...args: string[]) => spawnSync('git', args, { cwd: folder.path })
    git('init', '-q')
    git('config', 'core.fsmonitor', `touch ${folder.at('ran-fsmonitor')}`)
    git('config', 'filter.x.clean', `touch ${folder.at('ran-filter')}; cat`)
    await folder.write('.gitattributes', '* filter=x\n')
    git('config', 'core.hooksPath', folder.path)
    const opened = value(await session.projects.open({ path: folder.path }))
    await session.whenWatching(opened.id)
    expect(opened.trusted).toBe(false)
    expect((await readdir(folder.path)).filter((name) => name.startsWith('ran-') || name === '.pipewright')).toEqual([])
  })

  it('gives the same project to whoever opens it by another name, and forgets it when it is closed', async () => {
    await using session = await createTempProjects()
    const [one, two] = await Promise.all([
      session.projects.open({ path: session.folder.path }),
      session.projects.open({ path: `${session.folder.path}/../temp_project/.` }),
    ])
    expect(value(one).id).toBe(value(two).id)
    await session.projects.close({ projectId: value(one).id })
    expect(words(await session.projects.get({ projectId: value(one).id }))).toBe(
      'not-found: Expected an open project, but this one was closed. Open it again.',
    )
  })

  it('shows what the history knows of runs, triggers, and blocks of all pipelines', async () => {
    const lastRun = { runId: 3, state: 'completed', startedAt: 1, endedAt: 2 } as const
    await using session = await createTempProjects({ runFacts: async () => new Map([['p', { runCount: 3, lastRun }]]) })
    await session.folder.pipeline({ uuid: 'p', blocks: [{ uuid: 'a' }, { uuid: 'b', upstream: ['a'] }] })
    await session.folder.write(
      'pipelines/p/triggers.yaml',
      'triggers:\n- name: nightly\n  settings: null\n  variables:\n  - x\n- name: hourly\n',
    )
    const opened = value(await session.projects.open({ path: session.folder.path }))
    expect(opened.pipelines).toMatchObject([{ uuid: 'p', blockCount: 2, runCount: 3, lastRun, triggerCount: 2 }])
    expect(value(await session.projects.blocks({ projectId: opened.id })).map(({ blockUuid }) => blockUuid)).toEqual([
      'a',
      'b',
    ])
  })

  it('reads a pipeline as its file is at this moment', async () => {
    await using session = await createTempProjects()
    await session.folder.pipeline({ uuid: 'p', blocks: [{ uuid: 'a' }] })
    const { id } = value(await session.projects.open({ path: session.folder.path }))
    const project = value(session.findProject(id))
    expect(value(await project.pipeline('p')).blocks.length).toBe(1)
    await session.folder.pipeline({ uuid: 'p', blocks: [{ uuid: 'a' }, { uuid: 'b' }] })
    expect(value(await project.pipeline('p')).blocks.length).toBe(2)
    expect(words(await project.pipeline('q'))).toBe(
      'not-found: Expected the pipeline q at pipelines/q/metadata.yaml, but there is none. It may have been renamed or deleted; choose another pipeline.',
    )
  })

  it('opens 300 pipelines with 30 blocks each within a second, never blocking for 50 ms', async () => {
    await using session = await createTempProjects()
    const blocks = Array.from({ length: 30 }, (_, b) => ({ uuid: `b_${b}`, upstream: b === 0 ? [] : [`b_${b - 1}`] }))
    await session.folder.pipeline({ uuid: 'p_0', blocks })
    for (let p = 1; p < 300; p += 1) {
      await session.folder.pipeline({ uuid: `p_${p}`, blocks: blocks.map((block) => ({ ...block, code: null })) })
    }
    // Time of the processor, not of the clock: other programs run beside the tests.
    const spent = () => (process.threadCpuUsage().user + process.threadCpuUsage().system) / 1000
    let longest = 0
    let last = spent()
    let going = true
    const turn = () => {
      longest = Math.max(longest, spent() - last)
      last = spent()
      if (going) setImmediate(turn)
    }
    setImmediate(turn)
    const start = spent()
    const opened = value(await session.projects.open({ path: session.folder.path }))
    const took = spent() - start
    going = false
    expect(opened.pipelines.length).toBe(300)
    expect(took).toBeLessThan(1000)
    expect(longest).toBeLessThan(50)
  })
})

describe('trust', () => {
  it('is given by real path, outlives the engine, and is told', async () => {
    await using session = await createTempProjects()
    const { id } = value(await session.projects.open({ path: session.folder.path }))
    expect(value(await session.projects.trust({ projectId: id })).trusted).toBe(true)
    const next = createProjects(session.context, { readPipeline, watch: false })
    expect(value(await next.projects.open({ path: session.folder.path })).trusted).toBe(true)
    await next.dispose()
  })

  it('is lost with a damaged list, not given', async () => {
    await using session = await createTempProjects()
    await writeFile(join(session.context.dataDirectory, 'trusted.json'), '{"version":1,"folders":"all"}')
    expect(value(await session.projects.open({ path: session.folder.path })).trusted).toBe(false)
  })
})
