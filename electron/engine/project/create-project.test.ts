import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { value, words } from '#engine/testing/temp-files.ts'
import { createTempProjects } from '#engine/testing/temp-projects.ts'
import { writeDurably } from './durable-write.ts'

describe('a new project', () => {
  it('comes from a template, ready for git, trusted', async () => {
    await using session = await createTempProjects()
    const parent = session.folder.at('pipelines')
    const created = value(await session.projects.create({ name: 'my_model', parent, templateId: 'basic' }))
    expect(created.path).toBe(join(parent, 'my_model'))
    expect(await readFile(join(created.path, 'README.md'), 'utf8')).toBe('# my_model\n')
    expect(await readFile(join(created.path, '.gitignore'), 'utf8')).toContain('.pipewright/')
    expect(await readdir(created.path)).toEqual(
      expect.arrayContaining(['metadata.yaml', 'io_config.yaml', '.gitattributes', 'requirements.txt', 'data_loaders']),
    )
    expect(value(await session.projects.open({ path: created.path })).trusted).toBe(true)
    expect(await readdir(parent)).toEqual(['my_model'])
  })

  it.each([
    [
      'a/b',
      'invalid-input: Expected a name for the project folder, but "a/b" will not do: it holds a character that folders cannot have on every system (/ \\ : * ? " < > | or a control character). Choose another name, such as churn_model.',
    ],
    [
      '..',
      'invalid-input: Expected a name for the project folder, but ".." will not do: it is no name for a folder. Choose another name, such as churn_model.',
    ],
    [
      '.hidden',
      'invalid-input: Expected a name for the project folder, but ".hidden" will not do: it begins or ends with a dot. Choose another name, such as churn_model.',
    ],
    [
      'NUL',
      'invalid-input: Expected a name for the project folder, but "NUL" will not do: Windows keeps that name for itself. Choose another name, such as churn_model.',
    ],
    [
      'pipelines',
      'already-exists: Expected pipelines to be a new folder in PARENT, but something of that name is there. Choose another name, or open that folder.',
    ],
  ])('is refused the name %j', async (name, message) => {
    await using session = await createTempProjects()
    await session.folder.write('pipelines/x', '')
    const created = await session.projects.create({ name, parent: session.folder.path, templateId: 'basic' })
    expect(words(created)).toBe(message.replace('PARENT', session.folder.path))
  })

  it('needs a template that exists, except for the empty one', async () => {
    await using session = await createTempProjects()
    const parent = session.folder.path
    expect(words(await session.projects.create({ name: 'x', parent, templateId: '../..' }))).toBe(
      'not-found: Expected a project template named "../..", but this installation has none. Choose another template.',
    )
    value(await session.projects.create({ name: 'x', parent, templateId: 'empty' }))
    expect(value(await session.projects.inspect({ path: join(parent, 'x') }))).toMatchObject({ kind: 'project' })
  })

  it('is made of a plain folder without changing what is there, and not trusted for it', async () => {
    await using session = await createTempProjects()
    await session.folder.write('plain/script.py', 'x = 1\n')
    await session.folder.write('plain/io_config.yaml', 'mine: 1\n')
    value(await session.projects.adopt({ path: session.folder.at('plain') }))
    expect(await session.folder.read('plain/script.py')).toBe('x = 1\n')
    expect(await session.folder.read('plain/io_config.yaml')).toBe('mine: 1\n')
    expect(value(await session.projects.open({ path: session.folder.at('plain') })).trusted).toBe(false)
  })
})

describe('an example', () => {
  it('is copied once, trusted, and keeps the edits of the user', async () => {
    await using session = await createTempProjects()
    const first = value(await session.projects.openExample({ exampleId: 'churn' }))
    expect(first).toMatchObject({ trusted: true, path: join(session.context.dataDirectory, 'examples/churn') })
    await writeFile(join(first.path, 'README.md'), 'edited')
    await session.projects.close({ projectId: first.id })
    await session.folder.write('resources/examples/churn/pipelines/train/metadata.yaml', 'name: Newer\nblocks: []\n')
    const second = value(await session.projects.openExample({ exampleId: 'churn' }))
    expect(await readFile(join(second.path, 'README.md'), 'utf8')).toBe('edited')
    expect(second.pipelines.map(({ name }) => name)).toEqual(['Train'])
  })

  it('is brought up to date as long as the user changed nothing; files of runs stay', async () => {
    await using session = await createTempProjects()
    const first = value(await session.projects.openExample({ exampleId: 'churn' }))
    await mkdir(join(first.path, '.pipewright'))
    await writeFile(join(first.path, 'result.csv'), 'x')
    await session.projects.close({ projectId: first.id })
    await session.folder.write('resources/examples/churn/pipelines/train/metadata.yaml', 'name: Newer\nblocks: []\n')
    await rm(session.folder.at('resources/examples/churn/README.md'))
    await cp(
      session.folder.at('resources/examples/churn/metadata.yaml'),
      session.folder.at('resources/examples/churn/io_config.yaml'),
    )
    const second = value(await session.projects.openExample({ exampleId: 'churn' }))
    expect(second.pipelines.map(({ name }) => name)).toEqual(['Newer'])
    expect((await readdir(second.path)).sort()).toEqual([
      '.pipewright',
      'io_config.yaml',
      'metadata.yaml',
      'pipelines',
      'result.csv',
    ])
  })

  it('can be edited though it was installed as read-only', async () => {
    await using session = await createTempProjects()
    await chmod(session.folder.at('resources/examples/churn/README.md'), 0o444)
    const { path } = value(await session.projects.openExample({ exampleId: 'churn' }))
    expect(await writeDurably(join(path, 'README.md'), 'edited')).toMatchObject({ ok: true })
  })

  it('must exist', async () => {
    await using session = await createTempProjects()
    expect(words(await session.projects.openExample({ exampleId: '../templates' }))).toBe(
      'not-found: Expected an example named "../templates", but this installation has none. Choose another example.',
    )
  })
})
