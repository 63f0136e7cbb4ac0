import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { value } from '#engine/testing/temp-files.ts'
import { createTempProjects } from '#engine/testing/temp-projects.ts'

describe('inspecting a folder', () => {
  it('names the projects below a repository, not those in folders of tools', async () => {
    await using session = await createTempProjects()
    const { folder } = session
    await folder.write('repo/one/metadata.yaml', '')
    await folder.write('repo/one/pipelines/a/metadata.yaml', 'blocks: []\n')
    await folder.write('repo/one/pipelines/b/metadata.yaml', 'blocks: []\n')
    await folder.write('repo/deep/er/two/metadata.yaml', '')
    await folder.write('repo/deep/er/two/io_config.yaml', '')
    await folder.write('repo/node_modules/x/pipelines/a/metadata.yaml', '')
    expect(value(await session.projects.inspect({ path: folder.at('repo') }))).toEqual({
      kind: 'several',
      path: folder.at('repo'),
      projects: [
        { name: 'two', path: folder.at('repo/deep/er/two'), pipelines: 0 },
        { name: 'one', path: folder.at('repo/one'), pipelines: 2 },
      ],
    })
  })

  it('offers the projects of a platform root, and the root itself where it is one', async () => {
    await using session = await createTempProjects()
    const { folder } = session
    await folder.write('root/metadata.yaml', '')
    await folder.write('root/settings.yaml', 'projects:\n  unit_1:\n    active: true\n')
    await folder.write('root/pipelines/p/metadata.yaml', 'blocks: []\n')
    await folder.write('root/unit_1/metadata.yaml', '')
    await folder.write('root/unit_1/pipelines/q/metadata.yaml', 'blocks: []\n')
    const inspected = value(await session.projects.inspect({ path: folder.at('root') }))
    expect(inspected.kind === 'several' && inspected.projects.map(({ name }) => name)).toEqual(['root', 'unit_1'])
    expect(await session.projects.open({ path: folder.at('root') })).toMatchObject({ ok: true })
  })

  it('names the project that a chosen inner folder belongs to', async () => {
    await using session = await createTempProjects()
    await session.folder.pipeline({ uuid: 'p', blocks: [{ uuid: 'load' }] })
    for (const inner of ['pipelines', 'pipelines/p', 'transformers']) {
      expect(value(await session.projects.inspect({ path: session.folder.at(inner) }))).toMatchObject({
        kind: 'several',
        projects: [{ name: 'temp_project', path: session.folder.path, pipelines: 1 }],
      })
    }
  })

  it('counts what could become blocks in a plain folder, and says what is missing', async () => {
    await using session = await createTempProjects()
    await session.folder.write('plain/a.py', '')
    await session.folder.write('plain/sub/b.ipynb', '')
    expect(value(await session.projects.inspect({ path: session.folder.at('plain') }))).toEqual({
      kind: 'plain',
      path: session.folder.at('plain'),
      pythonFiles: 2,
      missing: ['metadata.yaml', 'pipelines/'],
    })
    expect(value(await session.projects.inspect({ path: '/nowhere/at/all' }))).toEqual({
      kind: 'missing',
      path: '/nowhere/at/all',
    })
  })

  it('ends soon on a large tree', async () => {
    await using session = await createTempProjects()
    for (let n = 0; n < 3000; n += 1) await mkdir(session.folder.at(`big/d${n % 50}/e${n}`), { recursive: true })
    const start = performance.now()
    expect(value(await session.projects.inspect({ path: session.folder.at('big') }))).toMatchObject({ kind: 'plain' })
    expect(performance.now() - start).toBeLessThan(3000)
  })
})
