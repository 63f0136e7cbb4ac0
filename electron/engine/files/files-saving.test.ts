import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir, readlink, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { etagOf } from '#engine/project/etag.ts'
import { nextEvent } from '#engine/testing/temp-engine-context.ts'
import { openTempFiles, value, words } from '#engine/testing/temp-files.ts'

describe('saving', () => {
  it('keeps byte order mark, line ends, mode and link', async () => {
    await using session = await openTempFiles()
    await session.project.write('utils/real.py', '\uFEFFa = 1\r\n')
    await chmod(session.project.at('utils/real.py'), 0o755)
    await symlink('real.py', session.project.at('utils/alias.py'))
    const { etag } = await session.read('utils/alias.py')
    value(await session.save('utils/alias.py', 'a = 2\r\n', etag))
    expect(await readlink(session.project.at('utils/alias.py'))).toBe('real.py')
    expect(await session.project.read('utils/real.py')).toBe('\uFEFFa = 2\r\n')
    expect((await stat(session.project.at('utils/real.py'))).mode & 0o777).toBe(0o755)
  })

  it('gives the text on disk where somebody changed it meanwhile', async () => {
    await using session = await openTempFiles()
    const { etag } = await session.read('transformers/load.py')
    await session.project.write('transformers/load.py', 'theirs = 1\n')
    const saved = await session.save('transformers/load.py', 'mine = 1\n', etag)
    expect(saved).toEqual({
      ok: false,
      error: {
        code: 'conflict',
        message:
          'Expected transformers/load.py as it was opened, but somebody changed it meanwhile. Compare the two texts and choose.',
        details: { path: 'transformers/load.py', text: 'theirs = 1\n', etag: etagOf('theirs = 1\n') },
      },
    })
    expect(await session.project.read('transformers/load.py')).toBe('theirs = 1\n')
  })

  it('says so where the file was deleted, or is there though it should be new', async () => {
    await using session = await openTempFiles()
    expect(words(await session.save('gone.py', 'x', etagOf('x')))).toBe(
      'conflict: Expected gone.py as it was opened, but it was deleted or moved meanwhile. Save it as a new file, or give up your text.',
    )
    expect(await session.save('transformers/load.py', 'x', null)).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
  })

  it('lets one of two savers win', async () => {
    await using session = await openTempFiles()
    const { etag } = await session.read('transformers/load.py')
    const saved = await Promise.all(['a', 'b', 'c'].map((text) => session.save('transformers/load.py', text, etag)))
    expect(saved.map(({ ok: isSaved }) => isSaved)).toEqual([true, false, false])
    expect(await session.project.read('transformers/load.py')).toBe('a')
  })

  it('of a pipeline file is no news as a file, but the graph is to be read again', async () => {
    await using session = await openTempFiles()
    const path = 'pipelines/first/metadata.yaml'
    const news: string[] = []
    session.context.events.on('file.changed', (payload) => news.push(payload.path))
    const told = nextEvent(session.context, 'project.changed')
    value(await session.save(path, 'blocks: []\n', (await session.read(path)).etag))
    expect((await told).pipelines).toEqual(['first'])
    expect(news).toEqual([])
  })

  it('does not write where git and we keep our records', async () => {
    await using session = await openTempFiles()
    expect(words(await session.save('.git/hooks/pre-commit', 'x', null))).toBe(
      'invalid-input: Expected a file of the project, but .git/hooks/pre-commit lies in .git, which a program keeps for itself. Choose another place.',
    )
  })

  it('does not follow a link out of the project, also for a file that is not there yet', async () => {
    await using session = await openTempFiles()
    await mkdir(`${session.project.path}-elsewhere`)
    await symlink(`${session.project.path}-elsewhere`, session.project.at('outside'))
    await symlink(`${session.project.path}-elsewhere/new.py`, session.project.at('dangling.py'))
    for (const path of ['outside/new.py', 'dangling.py']) {
      expect(await session.save(path, 'x', null)).toMatchObject({ ok: false, error: { code: 'outside-project' } })
    }
    expect(await readdir(`${session.project.path}-elsewhere`)).toEqual([])
  })

  it('keeps earlier texts, newest first, at most 100', async () => {
    await using session = await openTempFiles()
    let etag: string = (await session.read('transformers/load.py')).etag
    for (let n = 0; n < 104; n += 1)
      etag = value(await session.save('transformers/load.py', `x = ${n + 2}\n`, etag)).etag
    const input = { projectId: session.projectId, path: 'transformers/load.py' }
    const history = value(await session.files.history(input))
    expect(history.length).toBe(100)
    const [newest] = history
    expect(newest?.bytes).toBe('x = 104\n'.length)
    expect(value(await session.files.historyText({ ...input, id: newest?.id ?? '' }))).toEqual({ text: 'x = 104\n' })
    expect(await session.files.historyText({ ...input, id: '../../x' })).toMatchObject({ error: { code: 'not-found' } })
  })
})

describe('the journal', () => {
  it('keeps unsaved text until it is saved or forgotten', async () => {
    await using session = await openTempFiles()
    const { projectId, files } = session
    const { etag } = await session.read('transformers/load.py')
    await files.journal({ projectId, path: 'transformers/load.py', text: 'typed', etag })
    await files.journal({ projectId, path: 'utils/new.py', text: 'new', etag: null })
    expect(value(await files.journalled({ projectId })).map(({ path, text }) => [path, text])).toEqual(
      expect.arrayContaining([
        ['transformers/load.py', 'typed'],
        ['utils/new.py', 'new'],
      ]),
    )
    value(await session.save('transformers/load.py', 'typed', etag))
    await files.journal({ projectId, path: 'utils/new.py', text: null, etag: null })
    expect(value(await files.journalled({ projectId }))).toEqual([])
  })

  it('survives a killed process', async () => {
    await using session = await openTempFiles()
    const at = (path: string) => JSON.stringify(join(import.meta.dirname, path))
    const code = `
      import { writeJournal } from ${at('journal.ts')}
      import { ensureStateDirectory } from ${at('../project/state-directory.ts')}
      const path = ${JSON.stringify(session.project.path)}
      const project = { stateDirectory: path + '/.pipewright', ensureStateDirectory: () => ensureStateDirectory(path) }
      await writeJournal(project, { path: 'transformers/load.py', text: 'typed before the crash', etag: null })
      process.kill(process.pid, 'SIGKILL')`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' })
    await new Promise((resolve) => child.on('exit', resolve))
    expect(value(await session.files.journalled({ projectId: session.projectId }))).toMatchObject([
      { path: 'transformers/load.py', text: 'typed before the crash' },
    ])
  })
})
