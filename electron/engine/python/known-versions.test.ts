import { execFileSync } from 'node:child_process'
import { access, chmod, readFile, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTempEngineContext, type TempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createKnownVersions } from './known-versions.ts'

const tell = 'import sys; print(sys.executable, "%d.%d.%d" % sys.version_info[:3])'
const [python3 = '', version = ''] = execFileSync('python3', ['-c', tell]).toString().trim().split(' ')
const real = execFileSync('python3', ['-c', 'import os, sys; print(os.path.realpath(sys.executable))'])
  .toString()
  .trim()

let context: TempEngineContext
const file = () => join(context.dataDirectory, 'interpreters.json')
/** As a later host asks. */
const askAnew = (path = python3) => createKnownVersions(context)(path)

/** Puts another version into the file: whoever answers with it did not start the interpreter. */
const forge = async (changes: Record<string, unknown> = {}, path = python3) => {
  const kept = JSON.parse(await readFile(file(), 'utf8'))
  kept[path] = { ...kept[path], version: '3.99.0', ...changes }
  await writeFile(file(), JSON.stringify(kept))
}

beforeEach(async () => {
  context = await createTempEngineContext()
})
afterEach(() => context[Symbol.asyncDispose]())

it('asks an interpreter once, and not again in a later host', async () => {
  expect(await askAnew()).toBe(version)
  await forge()
  expect(await askAnew()).toBe('3.99.0')
})

it('asks again after a day, and where the clock was set back', async () => {
  await askAnew()
  await forge({ askedAt: Date.now() - 86_400_001 })
  expect(await askAnew()).toBe(version)
  await forge({ askedAt: Date.now() + 60_000 })
  expect(await askAnew()).toBe(version)
})

it('asks again where the link leads to another file', async () => {
  const link = join(context.dataDirectory, 'python')
  await symlink(real, link)
  expect(await askAnew(link)).toBe(version)
  await forge({}, link)
  await unlink(link)
  const other = join(context.dataDirectory, 'other')
  await writeFile(other, "#!/bin/sh\nprintf '3.10.1'\n")
  await chmod(other, 0o755)
  await symlink(other, link)
  expect(await askAnew(link)).toBe('3.10.1')
})

it('keeps nothing of a script, which may run another Python tomorrow', async () => {
  const shim = join(context.dataDirectory, 'shim')
  await writeFile(shim, "#!/bin/sh\nprintf '3.10.1'\n")
  await chmod(shim, 0o755)
  expect(await askAnew(shim)).toBe('3.10.1')
  await expect(access(file())).rejects.toThrow('ENOENT')
})

it('asks where what was kept is damaged', async () => {
  await askAnew()
  await writeFile(file(), '{"')
  expect(await askAnew()).toBe(version)
  await forge()
  expect(await askAnew()).toBe('3.99.0')
})

it('has no answer for what is not there', async () => {
  expect(await askAnew(join(context.dataDirectory, 'nothing'))).toBeNull()
})
