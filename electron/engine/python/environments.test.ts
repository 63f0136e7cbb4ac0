import { execFileSync } from 'node:child_process'
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenProject } from '#engine/project/open-project.ts'
import { createTempEngineContext, nextEvent, type TempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'
import { fail, ok } from '#shared/result.ts'
import { createEnvironments } from './environments.ts'

const projectId = '0123456789abcdef'
let context: TempEngineContext
let folder: TempProject
let trusted = true

const python3 = execFileSync('python3', ['-c', 'import sys; print(sys.executable)']).toString().trim()

const opened = (): OpenProject => ({
  id: projectId,
  path: folder.path,
  name: 'temp_project',
  stateDirectory: folder.at('.pipewright'),
  ensureStateDirectory: async () => {
    await mkdir(folder.at('.pipewright'), { recursive: true })
    return ok(folder.at('.pipewright'))
  },
  isTrusted: () => trusted,
  pipeline: async () => fail('not-found', 'not part of this test'),
  workingDirectory: async () => folder.path,
  metadata: async () => ({}),
})

/** Environments over a PATH with one python3 on it. */
const environments = (path = dirname(python3)) =>
  createEnvironments(context, {
    findProject: () => ok(opened()),
    env: { PATH: path, PYENV_ROOT: folder.at('no-pyenv') },
  })

/** A stand-in interpreter: answers with a version, whatever it is asked. */
const fakeInterpreter = async (file: string, version: string) => {
  await folder.write(file, `#!/bin/sh\nprintf '%s' '${version}'\n`)
  await chmod(folder.at(file), 0o755)
}

beforeEach(async () => {
  trusted = true
  context = await createTempEngineContext()
  folder = await createTempProject()
})
afterEach(async () => {
  await folder.remove()
  await context[Symbol.asyncDispose]()
})

describe('the interpreter of a project', () => {
  it('is python3 of the PATH where the project has none of its own', async () => {
    const environment = await environments().get({ projectId })
    expect(environment).toMatchObject({ ok: true, value: { state: 'ready', interpreter: { source: 'system' } } })
  })

  it('is its .venv where there is one, with the version and the place in the label', async () => {
    await fakeInterpreter('.venv/bin/python', '3.12.4')
    const environment = await environments().get({ projectId })
    expect(environment).toMatchObject({
      ok: true,
      value: { interpreter: { source: 'project-venv', version: '3.12.4', label: 'Python 3.12 · .venv' } },
    })
  })

  it('is the chosen one, also after a restart', async () => {
    await fakeInterpreter('.venv/bin/python', '3.12.4')
    await fakeInterpreter('elsewhere/python', '3.11.2')
    const chosen = await environments().choose({ projectId, path: folder.at('elsewhere/python') })
    expect(chosen).toMatchObject({ ok: true, value: { interpreter: { source: 'chosen', version: '3.11.2' } } })
    const again = await environments().get({ projectId })
    expect(again).toMatchObject({ ok: true, value: { interpreter: { version: '3.11.2' } } })
  })

  it('is not executed before the folder is trusted', async () => {
    trusted = false
    await folder.write('.venv/bin/python', `#!/bin/sh\ntouch '${folder.at('was-run')}'\n`)
    await chmod(folder.at('.venv/bin/python'), 0o755)
    await folder.write('.venv/pyvenv.cfg', 'home = /usr/bin\nversion = 3.10.2\n')
    const environment = await environments().get({ projectId })
    expect(environment).toMatchObject({ ok: true, value: { state: 'unknown', interpreter: { version: '3.10.2' } } })
    await expect(stat(folder.at('was-run'))).rejects.toThrow()
  })

  it('says what is missing where there is no Python at all', async () => {
    const environment = await environments(folder.at('empty')).get({ projectId })
    expect(environment).toMatchObject({
      ok: true,
      value: { state: 'none', message: expect.stringContaining('Install Python') },
    })
  })

  it('is refused below Python 3.9, with the version that came', async () => {
    await fakeInterpreter('.venv/bin/python', '3.8.18')
    const environment = await environments().get({ projectId })
    expect(environment).toMatchObject({
      ok: true,
      value: {
        state: 'broken',
        message: 'Blocks need Python 3.9 or newer; this interpreter is Python 3.8.18. Choose another one.',
      },
    })
  })

  it('is refused where the executable is no Python', async () => {
    const chosen = await environments().choose({ projectId, path: '/bin/ls' })
    expect(chosen).toMatchObject({ ok: false, error: { code: 'environment-missing' } })
  })
})

describe('requirements', () => {
  it('that are not met are named with their line', async () => {
    await folder.write('requirements.txt', '# needs\npip>=1\nno-such-package-at-all>=2\n')
    const environment = await environments().get({ projectId })
    expect(environment).toMatchObject({
      ok: true,
      value: {
        state: 'requirements-missing',
        missing: [{ requirement: 'no-such-package-at-all>=2', installed: null, line: 3 }],
      },
    })
  })

  it('with a version that does not fit name the installed one', async () => {
    await folder.write('requirements.txt', 'pip<1\n')
    const environment = await environments().get({ projectId })
    expect(environment).toMatchObject({
      ok: true,
      value: { missing: [{ requirement: 'pip<1', installed: expect.stringMatching(/^\d/) }] },
    })
  })

  it('that concern another Python or are addresses are left to pip', async () => {
    await folder.write(
      'requirements.txt',
      'foo; python_version < "3"\n-e .\ngit+https://example.invalid/x.git\n./local\n',
    )
    expect(await environments().get({ projectId })).toMatchObject({ ok: true, value: { state: 'ready' } })
  })
})

describe('making the environment', () => {
  it('makes .venv, tells its lines and its end, and the project then uses it', async () => {
    const subject = environments(process.env.PATH)
    const ended = nextEvent(context, 'environment.progressed', {
      where: ({ state }) => state !== 'running',
      timeoutMs: 60_000,
    })
    const started = await subject.create({ projectId })
    expect(started.ok && (await subject.waitFor(started.value.operationId))).toBe(true)
    expect(await ended).toMatchObject({ state: 'completed' })
    expect(await subject.get({ projectId })).toMatchObject({
      ok: true,
      value: { state: 'ready', interpreter: { source: 'project-venv' } },
    })
  }, 60_000)

  it('leaves nothing half-made when it is cancelled', async () => {
    await writeFile(
      folder.at('slow-python'),
      '#!/bin/sh\ncase "$*" in *venv*) mkdir .venv; sleep 60;; *) printf 3.12.0;; esac\n',
    )
    await chmod(folder.at('slow-python'), 0o755)
    const subject = environments(folder.at('empty'))
    await subject.choose({ projectId, path: folder.at('slow-python') })
    const running = nextEvent(context, 'environment.progressed')
    const started = await subject.create({ projectId })
    await running
    if (!started.ok) throw new Error(started.error.message)
    await subject.cancel({ projectId, operationId: started.value.operationId })
    expect(await subject.waitFor(started.value.operationId)).toBe(false)
    await expect(stat(join(folder.path, '.venv'))).rejects.toThrow()
  })

  it('is refused before the folder is trusted', async () => {
    trusted = false
    expect(await environments().create({ projectId })).toMatchObject({ ok: false, error: { code: 'not-trusted' } })
  })
})
