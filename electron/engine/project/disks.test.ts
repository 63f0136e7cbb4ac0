import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFiles } from '#engine/files/files.ts'
import { readPipeline } from '#engine/pipelines/read-pipeline.ts'
import { canMountDisks, createTempDisk } from '#engine/testing/temp-disk.ts'
import { createTempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { createProjects } from './projects.ts'

/** The engine's part with one project open on a disk. */
const openOn = async (disk: string) => {
  await using project = await createTempProject([{ uuid: 'good', blocks: [{ uuid: 'load' }] }])
  const folder = join(disk, 'project')
  await cp(project.path, folder, { recursive: true })
  const context = await createTempEngineContext()
  const capability = createProjects(context, { readPipeline })
  const files = createFiles(context, capability)
  return {
    folder,
    files,
    capability,
    open: async () => {
      const opened = await capability.projects.open({ path: folder })
      if (!opened.ok) throw new Error(opened.error.message)
      return opened.value
    },
    [Symbol.asyncDispose]: async () => {
      await capability.dispose()
      await context[Symbol.asyncDispose]()
    },
  }
}

describe.skipIf(!canMountDisks())('a disk of its own (skipped without the right to mount)', () => {
  it('that can only be read opens with a warning and refuses writes in words', async () => {
    await using disk = await createTempDisk('1m')
    await using session = await openOn(disk.path)
    disk.makeReadOnly()
    const opened = await session.open()
    expect(opened.problems.map(({ message }) => message)).toEqual([
      'Expected to be able to write into the project folder, but it lies on a disk that can only be read. Pipelines can be looked at; to edit or run them, copy the project to another disk.',
    ])
    const found = session.capability.findProject(opened.id)
    expect(found.ok && (await found.value.ensureStateDirectory())).toMatchObject({
      ok: false,
      error: {
        code: 'read-only',
        message:
          'Expected to write .pipewright in the project folder, but it lies on a disk that can only be read. Copy the project to a disk you can write to and open the copy.',
      },
    })
    const saved = await session.files.save({ projectId: opened.id, path: 'new.py', text: 'x', expected: null })
    expect(saved).toMatchObject({
      ok: false,
      error: {
        code: 'read-only',
        message:
          'Expected to write new.py, but it lies on a disk that can only be read. Copy the project to a disk you can write to and open the copy.',
      },
    })
  })

  it('that is full keeps the old text whole, says so, and takes the save once there is room', async () => {
    await using disk = await createTempDisk('512k')
    await using session = await openOn(disk.path)
    const { id: projectId } = await session.open()
    const path = 'transformers/load.py'
    const read = await session.files.read({ projectId, path })
    if (!read.ok) throw new Error(read.error.message)
    await writeFile(join(disk.path, 'filler'), Buffer.alloc(600_000)).catch(() => undefined)
    const save = () =>
      session.files.save({ projectId, path, text: 'y = 2\n'.repeat(10_000), expected: read.value.etag })
    expect(await save()).toMatchObject({
      ok: false,
      error: {
        code: 'disk-full',
        message:
          'Expected to write transformers/load.py, but the disk is full. Free some space, then try again; nothing on disk was changed.',
      },
    })
    expect(await readFile(join(session.folder, path), 'utf8')).toBe(read.value.text)
    expect((await readdir(join(session.folder, 'transformers'))).sort()).toEqual(['load.py'])
    await rm(join(disk.path, 'filler'))
    expect(await save()).toMatchObject({ ok: true })
  })
})
