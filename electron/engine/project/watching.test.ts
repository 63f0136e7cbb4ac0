import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { createTempEngineContext, nextEvent } from '#engine/testing/temp-engine-context.ts'
import { createTempProject, type TempProject, tempPipelineYaml } from '#engine/testing/temp-project.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import type { EventPayload } from '#shared/contract/events.ts'
import { writeDurably } from './durable-write.ts'
import { etagOf } from './etag.ts'
import { createProjects } from './projects.ts'

/** A project under watch, with everything told of it since. */
const watched = async (project: TempProject) => {
  const context = await createTempEngineContext()
  const capability = createProjects(context, { readPipeline })
  const opened = await capability.projects.open({ path: project.path })
  if (!opened.ok) throw new Error(opened.error.message)
  const projectId = opened.value.id
  await capability.whenWatching(projectId)
  const changes: EventPayload<'project.changed'>[] = []
  const files: EventPayload<'file.changed'>[] = []
  context.events.on('project.changed', (payload) => changes.push(payload))
  context.events.on('file.changed', (payload) => files.push(payload))
  const get = async () => {
    const result = await capability.projects.get({ projectId })
    if (!result.ok) throw new Error(result.error.message)
    return result.value
  }
  return {
    ...capability,
    context,
    projectId,
    changes,
    files,
    get,
    [Symbol.asyncDispose]: async () => {
      await capability.dispose()
      await context[Symbol.asyncDispose]()
    },
  }
}

/** The promise is a second; the machine of the tests may be busy with others. It takes about 100 ms on an idle one. */
const patience = 4000

const twoPipelines = [
  { uuid: 'first', blocks: [{ uuid: 'load' }, { uuid: 'clean', upstream: ['load'] }] },
  { uuid: 'second', blocks: [{ uuid: 'load' }] },
]

const git = (cwd: string, ...args: string[]) => {
  const done = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { cwd })
  if (done.status !== 0) throw new Error(done.stderr.toString())
}

describe('a watched project', () => {
  it('tells of a pipeline somebody else changed, within a second, and reads only that one', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    const text = tempPipelineYaml({ uuid: 'first', blocks: [{ uuid: 'load' }] })
    const start = performance.now()
    const told = nextEvent(session.context, 'project.changed')
    await project.write('pipelines/first/metadata.yaml', text)
    expect(await told).toEqual({ projectId: session.projectId, pipelines: ['first'], blockFiles: true, tree: false })
    expect(performance.now() - start).toBeLessThan(patience)
    expect((await session.get()).pipelines.map(({ uuid, blockCount }) => [uuid, blockCount])).toEqual([
      ['first', 1],
      ['second', 1],
    ])
    expect(session.files).toEqual([
      { projectId: session.projectId, path: 'pipelines/first/metadata.yaml', etag: etagOf(text) },
    ])
  })

  it('makes no echo of our own save', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    const saved = await writeDurably(project.at('transformers/load.py'), 'ours = 1\n', {
      noteOwnWrite: session.noteOwnWrite,
    })
    expect(saved.ok).toBe(true)
    // A change of somebody else made afterwards is told afterwards: by then ours would have been told.
    await project.write('transformers/clean.py', 'theirs = 1\n')
    await waitFor(() => session.files.length > 0, 'the change of somebody else')
    expect(session.files.map(({ path }) => path)).toEqual(['transformers/clean.py'])
    expect(session.changes).toEqual([])
  })

  it('tells of somebody else writing what we wrote before', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    const file = project.at('transformers/load.py')
    await writeDurably(file, 'ours = 1\n', { noteOwnWrite: session.noteOwnWrite })
    await writeFile(file, 'theirs = 1\n')
    await waitFor(() => session.files.length === 1, 'their change')
    await writeFile(file, 'ours = 1\n')
    await waitFor(() => session.files.length === 2, 'their change back')
    expect(session.files.map(({ etag }) => etag)).toEqual([etagOf('theirs = 1\n'), etagOf('ours = 1\n')])
  })

  it('tells of a change that somebody read before the watcher saw it', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    const found = session.findProject(session.projectId)
    await project.write('pipelines/first/metadata.yaml', 'blocks: []\n')
    const read = found.ok ? await found.value.pipeline('first') : found
    expect(read.ok && read.value.blocks).toEqual([])
    await waitFor(() => session.changes.some(({ pipelines }) => pipelines.includes('first')), 'the change')
  })

  it('makes no echo of our own edit of a pipeline, but tells of the summary it changed', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    const { noteOwnWrite } = session
    await writeDurably(project.at('pipelines/first/metadata.yaml'), 'blocks: []\n', { noteOwnWrite })
    expect((await session.get()).pipelines[0]?.blockCount).toBe(0)
    await project.write('transformers/clean.py', 'theirs = 1\n')
    await waitFor(() => session.files.length > 0, 'the change of somebody else')
    expect(session.files.map(({ path }) => path)).toEqual(['transformers/clean.py'])
    expect(session.changes.flatMap(({ pipelines }) => pipelines)).toEqual([])
    expect(session.changes.length).toBe(1)
  })

  it('coalesces 500 files written at once (into one change; a busy machine may need more)', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    await mkdir(project.at('transformers/many'), { recursive: true })
    await waitFor(() => session.changes.length === 1, 'the new folder')
    await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        writeFile(project.at(`transformers/many/b${index}.py`), `x = ${index}\n`),
      ),
    )
    await waitFor(() => session.files.length === 500, '500 files')
    await waitFor(() => session.changes.length >= 2, 'a change of the project')
    expect(session.changes.length).toBeLessThanOrEqual(5)
    expect(session.changes[1]).toMatchObject({ pipelines: [], blockFiles: true, tree: true })
    expect((await session.get()).watchedFiles).toBeGreaterThanOrEqual(500)
  })

  it('shows another branch after git checkout', async () => {
    await using project = await createTempProject(twoPipelines)
    git(project.path, 'init', '-q', '-b', 'main')
    git(project.path, 'add', '.')
    git(project.path, 'commit', '-qm', 'one')
    git(project.path, 'checkout', '-qb', 'other')
    await project.pipeline({ uuid: 'third', blocks: [{ uuid: 'more' }] })
    await rm(project.at('pipelines/second'), { recursive: true })
    git(project.path, 'add', '.')
    git(project.path, 'commit', '-qm', 'two')
    await using session = await watched(project)
    await waitFor(async () => (await session.get()).git?.branch === 'other', 'the branch')
    const start = performance.now()
    git(project.path, 'checkout', '-q', 'main')
    await waitFor(async () => (await session.get()).pipelines.some(({ uuid }) => uuid === 'second'), 'the old pipeline')
    expect(performance.now() - start).toBeLessThan(patience)
    await waitFor(async () => (await session.get()).git?.branch === 'main', 'the branch')
    await waitFor(async () => (await session.get()).pipelines.length === 2, 'the new pipeline gone')
  })

  it('counts changed files once the folder is trusted', async () => {
    await using project = await createTempProject(twoPipelines)
    git(project.path, 'init', '-q', '-b', 'main')
    git(project.path, 'add', '.')
    git(project.path, 'commit', '-qm', 'one')
    await project.write('transformers/clean.py', 'changed = 1\n')
    await using session = await watched(project)
    await waitFor(async () => (await session.get()).git !== null, 'the branch')
    expect((await session.get()).git).toEqual({ branch: 'main', changedFiles: 0 })
    await session.projects.trust({ projectId: session.projectId })
    await waitFor(async () => (await session.get()).git?.changedFiles === 1, 'one changed file')
    git(project.path, 'commit', '-qam', 'two')
    await waitFor(async () => (await session.get()).git?.changedFiles === 0, 'no changed file after the commit')
  })

  it('knows the branch of a worktree, and of no branch', async () => {
    await using project = await createTempProject(twoPipelines)
    git(project.path, 'init', '-q', '-b', 'main')
    git(project.path, 'add', '.')
    git(project.path, 'commit', '-qm', 'one')
    git(project.path, 'worktree', 'add', '-q', '-b', 'side/branch', `${project.path}-tree`)
    await using session = await watched({ ...project, path: `${project.path}-tree` })
    await waitFor(async () => (await session.get()).git?.branch === 'side/branch', 'the branch')
    git(`${project.path}-tree`, 'checkout', '-q', '--detach')
    await waitFor(async () => /^[0-9a-f]{7}$/.test((await session.get()).git?.branch ?? ''), 'the commit')
  })

  it('removes what a killed save left behind, but nothing that may still be going on', async () => {
    await using project = await createTempProject(twoPipelines)
    const left = 'transformers/.pipewright-0123456789abcdef.tmp'
    await project.write(left, 'x')
    await project.write('transformers/.pipewright-fedcba9876543210.tmp', 'x')
    await utimes(project.at(left), new Date(0), new Date(0))
    await using session = await watched(project)
    expect((await readdir(project.at('transformers'))).filter((name) => name.startsWith('.'))).toEqual([
      '.pipewright-fedcba9876543210.tmp',
    ])
    expect(session.files).toEqual([])
  })

  it('lets problems vanish by themselves', async () => {
    await using project = await createTempProject([{ uuid: 'first', blocks: [{ uuid: 'load', code: null }] }])
    await using session = await watched(project)
    const codes = async () => (await session.get()).problems.map(({ code }) => code)
    expect(await codes()).toEqual(['missing-file'])
    await project.write('transformers/load.py', 'x = 1\n')
    await waitFor(async () => (await codes()).length === 0, 'no problem once the file is there')
    await unlink(project.at('transformers/load.py'))
    await waitFor(async () => (await codes()).length === 1, 'the problem again')
    await project.write('pipelines/first/metadata.yaml', 'blocks: [\n')
    await waitFor(async () => (await codes()).includes('yaml-syntax'), 'a problem of the pipeline file')
    expect((await session.get()).pipelines[0]?.readable).toBe(false)
  })

  it('lives on when the folder is deleted, and shows it again when it comes back', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    await rm(project.path, { recursive: true })
    await waitFor(
      async () => (await session.get()).problems.some(({ code }) => code === 'folder-missing'),
      'the problem',
    )
    await waitFor(async () => (await session.get()).pipelines.length === 0, 'no pipelines')
    await project.write('metadata.yaml', '')
    await project.pipeline({ uuid: 'back', blocks: [{ uuid: 'load' }] })
    await waitFor(async () => (await session.get()).pipelines.length === 1, 'the pipeline that came back')
    expect((await session.get()).problems).toEqual([])
  })

  it('notices that the folder was renamed', async () => {
    await using project = await createTempProject(twoPipelines)
    await using session = await watched(project)
    await rename(project.path, `${project.path}-moved`)
    const problem = await waitFor(
      async () => (await session.get()).problems.find(({ code }) => code === 'folder-missing'),
      'the problem',
    )
    expect(problem.message).toBe(
      `Expected the project folder at ${project.path}, but it is not there any more. It was renamed, moved or deleted; bring it back, or open it from its new place.`,
    )
    await rename(`${project.path}-moved`, project.path)
    await waitFor(async () => (await session.get()).pipelines.length === 2, 'the pipelines again')
    await project.write('transformers/clean.py', 'seen = 1\n')
    await waitFor(() => session.files.some(({ path }) => path === 'transformers/clean.py'), 'changes are seen again')
  })

  it('follows no links and overlooks the folders of tools', async () => {
    await using project = await createTempProject(twoPipelines)
    await project.write('.venv/lib/thing.py', 'x = 1\n')
    await project.write('utils/__pycache__/thing.pyc', 'x')
    await symlink(project.path, project.at('utils/loop'))
    await using session = await watched(project)
    await project.write('.venv/lib/thing.py', 'x = 2\n')
    await project.write('.pipewright/history.db', 'x')
    await project.write('transformers/clean.py', 'last = 1\n')
    await waitFor(() => session.files.length > 0, 'the change')
    expect(session.files.map(({ path }) => path)).toEqual(['transformers/clean.py'])
    expect((await session.get()).watchedFiles).toBe(6)
  })
})
