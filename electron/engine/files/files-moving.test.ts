import { readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPipelines } from '#engine/pipelines/pipelines.ts'
import { writeDurably } from '#engine/project/durable-write.ts'
import { etagOf } from '#engine/project/etag.ts'
import { openTempFiles, value, words } from '#engine/testing/temp-files.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { createDetachBlockFile } from './detach-block-file.ts'
import { createFiles } from './files.ts'

describe('moving', () => {
  it('creates, renames and deletes, and takes the history along', async () => {
    await using session = await openTempFiles()
    const { projectId, files } = session
    value(await files.create({ projectId, path: 'utils/a/b.py', kind: 'file' }))
    value(await files.create({ projectId, path: 'utils/folder', kind: 'folder' }))
    value(await session.save('utils/a/b.py', 'one', etagOf('')))
    value(await session.save('utils/a/b.py', 'two', etagOf('one')))
    value(await files.rename({ projectId, path: 'utils/a/b.py', newPath: 'utils/c.py' }))
    expect(await session.project.read('utils/c.py')).toBe('two')
    expect(value(await files.history({ projectId, path: 'utils/c.py' })).length).toBe(2)
    value(await files.delete({ projectId, path: 'utils/c.py' }))
    expect(await readdir(session.project.at('utils'))).not.toContain('c.py')
    expect(await readFile(join(session.context.trashDirectory, '1-c.py'), 'utf8')).toBe('two')
  })

  it('replaces nothing', async () => {
    await using session = await openTempFiles()
    const { projectId, files } = session
    await session.project.write('utils/a.py', 'a')
    expect(words(await files.rename({ projectId, path: 'utils/a.py', newPath: 'metadata.yaml' }))).toBe(
      'already-exists: Expected metadata.yaml to be new, but a file of that name is there. Choose another name.',
    )
    expect(words(await files.create({ projectId, path: 'utils', kind: 'folder' }))).toBe(
      'already-exists: Expected utils to be new, but a folder of that name is there. Choose another name.',
    )
  })

  it('moves and deletes a link as the link', async () => {
    await using session = await openTempFiles()
    const { projectId, files } = session
    await session.project.write('utils/real.py', 'kept')
    await symlink('real.py', session.project.at('utils/alias.py'))
    value(await files.rename({ projectId, path: 'utils/alias.py', newPath: 'utils/other.py' }))
    expect(await readlink(session.project.at('utils/other.py'))).toBe('real.py')
    value(await files.delete({ projectId, path: 'utils/other.py' }))
    expect(await session.project.read('utils/real.py')).toBe('kept')
  })

  it('leaves a used block file to the pipelines', async () => {
    await using session = await openTempFiles()
    const { projectId, files } = session
    expect(words(await files.rename({ projectId, path: 'transformers/load.py', newPath: 'transformers/x.py' }))).toBe(
      'unsupported: Expected a file that no pipeline uses, but transformers/load.py is the code of a block in first. Use Rename block on the canvas, which changes the pipelines too.',
    )
    expect(words(await files.delete({ projectId, path: 'transformers' }))).toBe(
      'unsupported: Expected a file that no pipeline uses, but transformers/load.py is the code of a block in first. Remove the block from them first.',
    )
  })

  it('takes a deleted block file out of every pipeline that uses it, and each can undo that', async () => {
    await using session = await openTempFiles()
    const { project, projectId, capability, context } = session
    await project.pipeline({ uuid: 'second', blocks: [{ uuid: 'load' }, { uuid: 'next', upstream: ['load'] }] })
    await waitFor(
      async () =>
        (await value(capability.findProject(projectId)).usedFiles()).get('transformers/load.py')?.length === 2,
      'two users',
    )
    const { findProject, noteOwnWrite } = capability
    const { pipelines } = createPipelines({ context, findProject, noteOwnWrite, writeFile: writeDurably })
    const detachBlockFile = createDetachBlockFile(findProject, pipelines.edit)
    const files = createFiles(context, { findProject, noteOwnWrite, detachBlockFile })
    value(await files.delete({ projectId, path: 'transformers/load.py' }))
    expect(await readdir(project.at('transformers'))).toEqual(['next.py'])
    const blocks = async (pipelineUuid: string) =>
      value(await pipelines.get({ projectId, pipelineUuid })).blocks.map(({ uuid }) => uuid)
    expect([await blocks('first'), await blocks('second')]).toEqual([[], ['next']])
    value(await pipelines.undo({ projectId, pipelineUuid: 'second' }))
    expect(await blocks('second')).toEqual(['load', 'next'])
  })

  it('knows a block file as used right after the edit that uses it', async () => {
    await using session = await openTempFiles()
    const { projectId, capability, context, files } = session
    const { findProject, noteOwnWrite } = capability
    const { pipelines } = createPipelines({ context, findProject, noteOwnWrite, writeFile: writeDurably })
    const block = { name: 'fresh', type: 'transformer', language: 'python', templateId: null, position: null } as const
    const edits = [{ kind: 'add-block' as const, ...block, upstream: [], downstream: [] }]
    value(await pipelines.edit({ projectId, pipelineUuid: 'first', label: 'Add fresh', edits }))
    expect(await files.delete({ projectId, path: 'transformers/fresh.py' })).toMatchObject({
      error: { code: 'unsupported' },
    })
  })

  it.each(['utils/a:b.py', 'utils/two\nlines.py', 'utils/dot.', 'utils/back\\slash.py'])(
    'refuses the new name %j',
    async (path) => {
      await using session = await openTempFiles()
      expect(await session.files.create({ projectId: session.projectId, path, kind: 'file' })).toMatchObject({
        error: { code: 'invalid-input' },
      })
    },
  )

  it('says where the trash does not take it', async () => {
    await using session = await openTempFiles()
    await writeFile(session.project.at('utils.txt'), 'x')
    const broken = createFiles(
      { ...session.context, trash: () => Promise.reject(new Error('no trash on this disk')) },
      session.capability,
    )
    expect(words(await broken.delete({ projectId: session.projectId, path: 'utils.txt' }))).toBe(
      'write-failed: Expected to move utils.txt to the trash, but the system answered: no trash on this disk. Delete it in the file manager.',
    )
  })
})
