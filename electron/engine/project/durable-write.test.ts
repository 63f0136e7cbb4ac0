import { spawn } from 'node:child_process'
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { fail } from '#shared/result.ts'
import { writeDurably } from './durable-write.ts'
import { etagOf } from './etag.ts'

const isRoot = process.getuid?.() === 0

describe('a durable write', () => {
  it('gives the etag of the bytes and leaves no other file', async () => {
    await using folder = await createTempProject()
    await mkdir(folder.at('a'))
    expect(await writeDurably(folder.at('a/x.py'), 'é\r\n')).toEqual({ ok: true, value: { etag: etagOf('é\r\n') } })
    expect(await readFile(folder.at('a/x.py'), 'utf8')).toBe('é\r\n')
    expect(await readdir(folder.at('a'))).toEqual(['x.py'])
  })

  it('keeps the mode', async () => {
    await using folder = await createTempProject()
    await folder.write('run.sh', 'old')
    await chmod(folder.at('run.sh'), 0o751)
    await writeDurably(folder.at('run.sh'), 'new')
    expect((await stat(folder.at('run.sh'))).mode & 0o777).toBe(0o751)
  })

  it('writes through a link and keeps the link', async () => {
    await using folder = await createTempProject()
    await folder.write('real/x.py', 'old')
    await symlink('real/x.py', folder.at('alias.py'))
    await writeDurably(folder.at('alias.py'), 'new')
    expect(await readlink(folder.at('alias.py'))).toBe('real/x.py')
    expect(await folder.read('real/x.py')).toBe('new')
  })

  it('makes the file a dangling link names', async () => {
    await using folder = await createTempProject()
    await symlink('later.py', folder.at('alias.py'))
    await writeDurably(folder.at('alias.py'), 'new')
    expect((await lstat(folder.at('alias.py'))).isSymbolicLink()).toBe(true)
    expect(await folder.read('later.py')).toBe('new')
  })

  it('keeps hard links together', async () => {
    await using folder = await createTempProject()
    await folder.write('one.py', 'a longer old text')
    await link(folder.at('one.py'), folder.at('two.py'))
    await writeDurably(folder.at('one.py'), 'new')
    expect(await folder.read('two.py')).toBe('new')
    expect((await stat(folder.at('one.py'))).nlink).toBe(2)
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it.skipIf(!isRoot)('keeps the owner (skipped where the test may not give files away)', async () => {
    await using folder = await createTempProject()
    await folder.write('theirs.py', 'old')
    await chown(folder.at('theirs.py'), 12345, 12345)
    await writeDurably(folder.at('theirs.py'), 'new')
    const facts = await stat(folder.at('theirs.py'))
    expect([facts.uid, facts.gid, await folder.read('theirs.py')]).toEqual([12345, 12345, 'new'])
  })

  it('respects a file marked as read-only', async () => {
    await using folder = await createTempProject()
    await folder.write('x.py', 'old')
    await chmod(folder.at('x.py'), 0o444)
    expect(await writeDurably(folder.at('x.py'), 'new')).toMatchObject({
      ok: false,
      error: {
        code: 'read-only',
        message:
          'Expected to write x.py, but the file is marked as read-only. Allow writing to it (chmod u+w), then save again.',
      },
    })
    expect(await folder.read('x.py')).toBe('old')
  })

  it('does not replace a file it was to make', async () => {
    await using folder = await createTempProject()
    await folder.write('x.py', 'old')
    expect(await writeDurably(folder.at('x.py'), 'new', { exclusive: true })).toMatchObject({
      ok: false,
      error: { code: 'already-exists' },
    })
    expect(await folder.read('x.py')).toBe('old')
  })

  it('writes nothing where what should come before fails', async () => {
    await using folder = await createTempProject()
    await folder.write('x.py', 'old')
    const before = async () => fail('disk-full', 'no room for the journal')
    expect(await writeDurably(folder.at('x.py'), 'new', { before })).toMatchObject({ ok: false })
    expect(await folder.read('x.py')).toBe('old')
  })

  it.each([
    [
      'a folder of that name',
      'pipelines',
      'write-failed: Expected to write pipelines, but a folder has that name. Choose another name, or rename the folder first.',
    ],
    [
      'a missing folder',
      'gone/x.py',
      'not-found: Expected to write gone/x.py, but its folder is not there any more. Bring the folder back or choose another place.',
    ],
    [
      'a file where a folder should be',
      'metadata.yaml/x.py',
      'not-found: Expected to write metadata.yaml/x.py, but a file stands where a folder of its path should be. Bring the folder back or choose another place.',
    ],
    [
      'a name too long',
      'x'.repeat(300),
      `invalid-input: Expected to write ${'x'.repeat(300)}, but the name is longer than this disk allows. Choose a shorter name.`,
    ],
  ])('says what is wrong with %s', async (_, path, message) => {
    await using folder = await createTempProject()
    const written = await writeDurably(folder.at(path), 'x', { shownPath: path })
    expect(written.ok ? 'written' : `${written.error.code}: ${written.error.message}`).toBe(message)
  })

  it('takes a name as long as names can be', async () => {
    await using folder = await createTempProject()
    expect(await writeDurably(folder.at('x'.repeat(255)), 'text')).toMatchObject({ ok: true })
  })

  it('leaves the old or the new content, whole, when the process is killed', async () => {
    await using folder = await createTempProject()
    const file = folder.at('x.txt')
    const texts = ['a'.repeat(400_000), 'b'.repeat(300_000)]
    await writeFile(file, texts[0] ?? '')
    const module = fileURLToPath(new URL('durable-write.ts', import.meta.url))
    const code = `import { writeDurably } from ${JSON.stringify(module)}
      for (let n = 0; ; n += 1) { await writeDurably(${JSON.stringify(file)}, n % 2 ? 'a'.repeat(400_000) : 'b'.repeat(300_000)); if (n === 3) console.log('going') }`
    for (let round = 0; round < 5; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = new Promise((resolve) => child.on('exit', resolve))
      await new Promise((resolve) => child.stdout.once('data', resolve))
      await waitFor(() => Math.random() < 0.2, 'a random moment')
      child.kill('SIGKILL')
      await ended
      expect(texts.includes(await readFile(file, 'utf8'))).toBe(true)
    }
  })
})
