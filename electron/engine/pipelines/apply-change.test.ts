import { chmod, mkdir, symlink } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { writeDurably } from '#engine/project/durable-write.ts'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { applyChange } from './apply-change.ts'
import { refusal } from './temp-pipelines.ts'

const bytes = (text: string) => Buffer.from(text)
const open = async () => {
  const project = await createTempProject()
  const noted: [string, string | null][] = []
  const writer = {
    projectPath: project.path,
    writeFile: (path: string, content: Uint8Array | string) => writeDurably(path, content),
    noteOwnWrite: (path: string, etag: string | null) => void noted.push([path.slice(project.path.length + 1), etag]),
  }
  for (const name of ['a', 'b', 'c']) await project.write(`${name}.txt`, name)
  return { project, writer, noted, [Symbol.asyncDispose]: project[Symbol.asyncDispose] }
}

describe('applyChange', () => {
  it('moves, then writes, then removes, and notes each for the watcher', async () => {
    await using temp = await open()
    const files = [
      { path: 'deep/moved.txt', from: bytes('a'), to: bytes('new') },
      { path: 'b.txt', from: bytes('b'), to: null },
    ]
    const done = await applyChange({ moves: [{ from: 'a.txt', to: 'deep/moved.txt' }], files }, temp.writer)
    expect(done.ok).toBe(true)
    expect(await temp.project.read('deep/moved.txt')).toBe('new')
    await expect(temp.project.read('b.txt')).rejects.toThrow('ENOENT')
    expect(temp.noted.map(([path, etag]) => [path, etag !== null])).toEqual([
      ['a.txt', false],
      ['deep/moved.txt', true],
      ['deep/moved.txt', true],
      ['b.txt', false],
    ])
  })

  it('takes everything back where another program was quicker with one of the files', async () => {
    await using temp = await open()
    await temp.project.write('c.txt', 'theirs')
    const files = [
      { path: 'b.txt', from: bytes('b'), to: bytes('mine') },
      { path: 'fresh.txt', from: null, to: bytes('mine') },
      { path: 'c.txt', from: bytes('c'), to: bytes('mine') },
    ]
    const done = await applyChange({ moves: [{ from: 'a.txt', to: 'moved.txt' }], files }, temp.writer)
    expect(refusal(done)).toBe(
      'conflict: c.txt was changed by another program at this very moment. Nothing was changed; try again.',
    )
    expect(await Promise.all(['a', 'b', 'c'].map((name) => temp.project.read(`${name}.txt`)))).toEqual([
      'a',
      'b',
      'theirs',
    ])
    await expect(temp.project.read('fresh.txt')).rejects.toThrow('ENOENT')
  })

  it.skipIf(process.getuid?.() === 0)('says where it may not write, and takes everything back', async () => {
    await using temp = await open()
    await mkdir(temp.project.at('locked'))
    await chmod(temp.project.at('locked'), 0o500)
    const files = [
      { path: 'b.txt', from: bytes('b'), to: bytes('mine') },
      { path: 'locked/x.txt', from: null, to: bytes('x') },
    ]
    expect(refusal(await applyChange({ moves: [], files }, temp.writer))).toMatch(/^read-only: /)
    expect(await temp.project.read('b.txt')).toBe('b')
  })

  it('does not write through a link that leads out of the project, but moves the link itself', async () => {
    await using temp = await open()
    await temp.project.write('../outside/x.txt', 'x')
    await symlink('../outside', temp.project.at('away'))
    await symlink('../outside/x.txt', temp.project.at('x.txt'))
    await symlink('../outside/nothing.txt', temp.project.at('dangling.txt'))
    const write = (path: string) =>
      applyChange({ moves: [], files: [{ path, from: bytes('x'), to: bytes('mine') }] }, temp.writer)
    for (const path of ['away/x.txt', 'x.txt', 'away/new/x.txt', 'dangling.txt'])
      expect(refusal(await write(path))).toMatch(/^outside-project: .* leads out of the project by a link/)
    expect(await temp.project.read('../outside/x.txt')).toBe('x')
    expect((await applyChange({ files: [], moves: [{ from: 'x.txt', to: 'y.txt' }] }, temp.writer)).ok).toBe(true)
    expect(await temp.project.read('y.txt')).toBe('x')
  })
})
