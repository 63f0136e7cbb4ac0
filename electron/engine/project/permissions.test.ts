import { spawnSync } from 'node:child_process'
import { chmod, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'
import { ensureStateDirectory } from './state-directory.ts'

const program = fileURLToPath(new URL('../testing/watch-project.ts', import.meta.url))
const nobody = 65534

/** Opens, watches and changes the project as a user whom permissions bind; root is not bound by them. */
const asNobody = async (project: TempProject, before: () => Promise<void>) => {
  spawnSync('chown', ['-R', `${nobody}:${nobody}`, dirname(project.path)])
  await before()
  const done = spawnSync(process.execPath, [program, project.path], { uid: nobody, gid: nobody, encoding: 'utf8' })
  return { output: done.stdout, errors: done.stderr }
}

const canBeNobody = process.getuid?.() === 0 && spawnSync('cat', [program], { uid: nobody, gid: nobody }).status === 0

describe.skipIf(!canBeNobody)('permissions (skipped where the test cannot become another user)', () => {
  it.each([
    [
      'pipelines',
      'Expected pipelines to be a folder that can be read, but the system does not allow reading it. Give yourself permission to read it.',
    ],
    ['pipelines/p', 'The file may not be read by you. Change its permissions.'],
    ['pipelines/p/metadata.yaml', 'The file may not be read by you. Change its permissions.'],
    [
      'metadata.yaml',
      'Expected to read metadata.yaml, but the system does not allow it. Give yourself permission to read it.',
    ],
  ])('on %s missing are a problem in words, and the rest is watched', async (path, message) => {
    await using project = await createTempProject([
      { uuid: 'p', blocks: [] },
      { uuid: 'q', blocks: [{ uuid: 'load' }] },
    ])
    const { output, errors } = await asNobody(project, () => chmod(project.at(path), 0))
    expect(errors).toBe('')
    const told = JSON.parse(output)
    expect(told.problems.map((problem: { message: string }) => problem.message)).toEqual([message])
    expect(told.path).toBe('transformers/load.py')
  })

  it('on the folder missing keep it from opening, in words', async () => {
    await using project = await createTempProject([])
    const { errors } = await asNobody(project, () => chmod(project.path, 0))
    expect(errors).toContain(
      `Expected to read ${project.path}, but the system does not allow reading it. Give yourself permission to read it.`,
    )
  })

  it('to write missing open the project with a warning', async () => {
    await using project = await createTempProject([{ uuid: 'q', blocks: [{ uuid: 'load' }] }])
    const { output } = await asNobody(project, () => chmod(project.path, 0o555))
    expect(JSON.parse(output).problems.map((problem: { message: string }) => problem.message)).toEqual([
      'Expected to be able to write into the project folder, but the system does not allow it. Pipelines can be looked at; to edit or run them, give yourself permission to write.',
    ])
  })
})

describe.skipIf(process.platform === 'win32')('the folder of runs', () => {
  it('is nothing for other users of the machine: data, logs and tokens are in it', async () => {
    await using project = await createTempProject([])
    expect(await ensureStateDirectory(project.path)).toMatchObject({ ok: true })
    expect((await stat(project.at('.pipewright'))).mode & 0o007).toBe(0)
  })
})
