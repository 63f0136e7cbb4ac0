import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempEngineContext, nextEvent } from '#engine/testing/temp-engine-context.ts'
import { value, words } from '#engine/testing/temp-files.ts'
import { userDataDirectory } from './user-data-directory.ts'
import { createUserSettings } from './user-settings.ts'

describe('the user settings', () => {
  it('outlive the engine, are told, and are for the user alone', async () => {
    await using context = await createTempEngineContext()
    const settings = await createUserSettings(context)
    expect(settings.get()).toMatchObject({ theme: 'system', editorFontSize: 12 })
    const told = nextEvent(context, 'settings.changed')
    await Promise.all([settings.update({ theme: 'dark' }), settings.update({ wordWrap: true })])
    expect((await told).settings.theme).toBe('dark')
    expect((await createUserSettings(context)).get()).toMatchObject({ theme: 'dark', wordWrap: true })
    const facts = await stat(join(context.dataDirectory, 'settings.json'))
    if (process.platform !== 'win32') expect(facts.mode & 0o077).toBe(0)
  })

  it('go back to the defaults when the file is damaged, which is kept aside', async () => {
    await using context = await createTempEngineContext()
    await writeFile(join(context.dataDirectory, 'settings.json'), '{"theme": "da')
    expect((await createUserSettings(context)).get().theme).toBe('system')
    const [backup] = await readdir(context.dataDirectory)
    expect(backup).toMatch(/^settings\.json\.damaged-\d+$/)
    expect(await readFile(join(context.dataDirectory, backup ?? ''), 'utf8')).toBe('{"theme": "da')
    expect(context.logged.map(({ message }) => message)).toEqual([
      'your settings could not be understood; defaults are used and the file was put aside',
    ])
  })

  it('refuse a value out of bounds', async () => {
    await using context = await createTempEngineContext()
    const settings = await createUserSettings(context)
    expect(words(await settings.update({ editorFontSize: 3 }))).toMatch(
      /^invalid-input: Expected a setting within its limits/,
    )
    expect(settings.get().editorFontSize).toBe(12)
  })

  it('remember the arrangement of each project', async () => {
    await using context = await createTempEngineContext()
    const settings = await createUserSettings(context)
    const projectId = '0123456789abcdef'
    expect(value(await settings.arrangement({ projectId }))).toEqual({})
    value(await settings.arrange({ projectId, arrangement: { left: 240 } }))
    expect(value(await settings.arrangement({ projectId }))).toEqual({ left: 240 })
    expect(value(await settings.arrangement({ projectId: 'fedcba9876543210' }))).toEqual({})
  })
})

describe('recent projects', () => {
  it('come newest first, each once, and say which are gone', async () => {
    await using context = await createTempEngineContext()
    const settings = await createUserSettings(context)
    const folder = join(context.dataDirectory, 'project')
    await mkdir(folder)
    await Promise.all([settings.noteOpened(folder, 'project'), settings.noteOpened('/gone/project', 'gone')])
    await settings.noteOpened(folder, 'project')
    expect((await settings.recentProjects()).map(({ name, exists }) => [name, exists])).toEqual([
      ['project', true],
      ['gone', false],
    ])
    expect(value(await settings.forgetRecent({ path: '/gone/project' })).map(({ name }) => name)).toEqual(['project'])
  })
})

describe('the user data directory', () => {
  it.each([
    [{}, 'linux', '/home/u', '/home/u/.config/pipewright'],
    [{ XDG_CONFIG_HOME: '/conf' }, 'linux', '/home/u', '/conf/pipewright'],
    [{ XDG_CONFIG_HOME: 'relative' }, 'linux', '/home/u', '/home/u/.config/pipewright'],
    [{}, 'darwin', '/Users/u', '/Users/u/Library/Application Support/Pipewright'],
    [
      { APPDATA: 'C:\\Users\\u\\AppData\\Roaming' },
      'win32',
      'C:\\Users\\u',
      'C:\\Users\\u\\AppData\\Roaming\\Pipewright',
    ],
    [{}, 'win32', 'C:\\Users\\u', 'C:\\Users\\u\\AppData\\Roaming\\Pipewright'],
    [{ PIPEWRIGHT_DATA_DIRECTORY: '/stick/data' }, 'linux', '/home/u', '/stick/data'],
  ] as const)('with %j on %s', (...[env, platform, home, expected]) => {
    expect(userDataDirectory(env, platform, home)).toBe(expected)
  })
})
