import { symlink, truncate } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { etagOf } from '#engine/project/etag.ts'
import { openTempFiles, value, words } from '#engine/testing/temp-files.ts'

describe('reading', () => {
  it('keeps line ends and leaves the byte order mark out of the text', async () => {
    await using session = await openTempFiles()
    const bytes = Buffer.from('\uFEFFa = 1\r\nb = "é"\r\n')
    await session.project.write('utils/windows.py', bytes)
    expect(await session.read('utils/windows.py')).toEqual({
      path: 'utils/windows.py',
      text: 'a = 1\r\nb = "é"\r\n',
      etag: etagOf(bytes),
      editable: true,
      message: null,
    })
  })

  it.each([
    [
      'binary data',
      Buffer.from([1, 0, 2]),
      'Expected text, but the file holds binary data. Open it with the program it belongs to.',
    ],
    [
      'Latin-1',
      Buffer.from('caf\xe9', 'latin1'),
      'Expected UTF-8 text, but the file holds bytes that are not. Convert it to UTF-8 to edit it here.',
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFFa', 'utf16le'),
      'Expected UTF-8 text, but the file is UTF-16 (little endian). Convert it to UTF-8 to edit it here.',
    ],
  ])('does not offer %s for editing', async (_, bytes, message) => {
    await using session = await openTempFiles()
    await session.project.write('data.bin', bytes)
    expect(await session.read('data.bin')).toMatchObject({ editable: false, text: '', message })
  })

  it('does not load a huge file', async () => {
    await using session = await openTempFiles()
    await session.project.write('big.csv', '')
    await truncate(session.project.at('big.csv'), 20 * 1024 ** 3)
    expect(await session.read('big.csv')).toMatchObject({
      editable: false,
      message: 'Expected a file of at most 5 MB, but this one has 20480.0 MB. Open it with another program.',
    })
  })

  it.each([
    [
      '../secret',
      'outside-project: Expected a path inside the project, such as transformers/clean.py, but "../secret" leads out of it. Choose a file of the project.',
    ],
    [
      'a/../../secret',
      'outside-project: Expected a path inside the project, such as transformers/clean.py, but "a/../../secret" leads out of it. Choose a file of the project.',
    ],
    [
      '/etc/hostname',
      'outside-project: Expected a path inside the project, such as transformers/clean.py, but "/etc/hostname" leads out of it. Choose a file of the project.',
    ],
    [
      'C:\\secret',
      'outside-project: Expected a path inside the project, such as transformers/clean.py, but "C:\\\\secret" leads out of it. Choose a file of the project.',
    ],
    [
      '..\\secret',
      'outside-project: Expected a path inside the project, such as transformers/clean.py, but "..\\\\secret" leads out of it. Choose a file of the project.',
    ],
    [
      'a\0b',
      'invalid-input: Expected a path inside the project, such as transformers/clean.py, but got "a\\u0000b". Choose another name.',
    ],
    ['.', 'invalid-input: Expected a file in the project, but "." is the project folder itself. Choose a file in it.'],
    [
      'nowhere.py',
      'not-found: Expected the file nowhere.py, but it is not there. It may have been moved or deleted; look for it in the file tree.',
    ],
    ['transformers', 'unreadable-file: Expected to read transformers, but it is a folder. Choose a file in it.'],
    [
      'out.py',
      'outside-project: Expected out.py to lie in the project, but it is a symbolic link that leads out of it (or lies behind one). Copy the file into the project to work on it here.',
    ],
    [
      'outside/hostname',
      'outside-project: Expected outside/hostname to lie in the project, but it is a symbolic link that leads out of it (or lies behind one). Copy the file into the project to work on it here.',
    ],
    [
      'circle.py',
      'unreadable-file: Expected to read circle.py, but its symbolic links lead in a circle. Mend or remove the link.',
    ],
    [
      'metadata.yaml/x',
      'not-found: Expected the file metadata.yaml/x, but it is not there. It may have been moved or deleted; look for it in the file tree.',
    ],
  ])('refuses %j', async (path, message) => {
    await using session = await openTempFiles()
    await symlink('/etc/hostname', session.project.at('out.py'))
    await symlink('/etc', session.project.at('outside'))
    await symlink('circle.py', session.project.at('circle.py'))
    expect(words(await session.files.read({ projectId: session.projectId, path }))).toBe(message)
  })
})

describe('the file tree', () => {
  it('lists folders first, by name, without what belongs to tools', async () => {
    await using session = await openTempFiles()
    await session.project.write('utils/b10.py', '')
    await session.project.write('utils/b2.py', 'xy')
    await session.project.write('utils/deep/x.py', '')
    await session.project.write('utils/__pycache__/x.pyc', '')
    await session.project.write('.venv/x', '')
    const list = async (folder: string) => value(await session.files.list({ projectId: session.projectId, folder }))
    expect((await list('')).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'folder pipelines',
      'folder transformers',
      'folder utils',
      'file metadata.yaml',
    ])
    expect(await list('utils')).toEqual([
      { path: 'utils/deep', kind: 'folder', size: 0 },
      { path: 'utils/b2.py', kind: 'file', size: 2 },
      { path: 'utils/b10.py', kind: 'file', size: 0 },
    ])
    expect(await session.files.list({ projectId: session.projectId, folder: '..' })).toMatchObject({
      error: { code: 'outside-project' },
    })
  })

  it('finds files by letters of their path, the closest first', async () => {
    await using session = await openTempFiles()
    const found = value(await session.files.search({ projectId: session.projectId, query: 'load', limit: 5 }))
    expect(found).toEqual([{ path: 'transformers/load.py', kind: 'file', size: 6 }])
    const fuzzy = value(await session.files.search({ projectId: session.projectId, query: 'pfmeta', limit: 5 }))
    expect(fuzzy.map(({ path }) => path)).toEqual(['pipelines/first/metadata.yaml'])
  })
})

describe('a file that is no text', () => {
  // One white pixel.
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP8DwABBQEBoNZ0cQAAAABJRU5ErkJggg==',
    'base64',
  )

  it('is given as the picture it is by its name', async () => {
    await using session = await openTempFiles()
    const { files, projectId, project } = session
    await project.write('charts/Plot.PNG', png)
    const read = value(await files.picture({ projectId, path: 'charts/Plot.PNG' }))
    expect(read).toEqual({ bytes: png.length, picture: { mime: 'image/png', base64: png.toString('base64') } })
  })

  it('is told by its size where it is no picture, or too large to be drawn', async () => {
    await using session = await openTempFiles()
    const { files, projectId, project } = session
    await project.write('data.bin', Buffer.from([1, 0, 2]))
    expect(value(await files.picture({ projectId, path: 'data.bin' }))).toEqual({ bytes: 3, picture: null })
    await project.write('huge.png', png)
    await truncate(project.at('huge.png'), 21 * 1024 * 1024)
    const huge = value(await files.picture({ projectId, path: 'huge.png' }))
    expect(huge).toEqual({ bytes: 21 * 1024 * 1024, picture: null })
  })

  it('is not read from outside the project, nor where it is no file', async () => {
    await using session = await openTempFiles()
    const { files, projectId, project } = session
    await symlink('/etc/hostname', project.at('away.png'))
    expect(words(await files.picture({ projectId, path: 'away.png' }))).toContain('outside-project')
    expect(words(await files.picture({ projectId, path: '../away.png' }))).toContain('outside-project')
    expect(words(await files.picture({ projectId, path: 'pipelines' }))).toContain('unreadable-file')
    expect(words(await files.picture({ projectId, path: 'gone.png' }))).toContain('not-found')
  })
})
