import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail, ok } from '#shared/result.ts'
import { provideBridge } from '../bridge/bridge.ts'
import { useArrangementStore } from '../state/arrangement-store.ts'
import { bufferOf, changeBuffer, dirtyPaths, moveBuffers, moveTab, useEditorStore } from '../state/editor-store.ts'
import { useProjectStore } from '../state/project-store.ts'
import { resetUi, useUiStore } from '../state/ui-store.ts'
import { type Answers, createMemoryBridge } from '../testing/memory-bridge.ts'
import { takeFileChange } from './file-changes.ts'
import { closeTabs, discardTab, saveAndCloseTab } from './file-closing.ts'
import { openFile } from './file-commands.ts'
import { movedFiles } from './file-moves.ts'
import { acceptDisk, saveFile, saveMerged } from './file-saving.ts'
import { rememberEditor } from './file-session.ts'
import { saveAllFiles } from './save-all-files.ts'

const projectId = '0123456789abcdef'
const etag = (digit: string) => digit.repeat(64)

/** A disk with etags that are the first letter of the text, as far as it goes. */
const diskOf = (files: Record<string, string>) => {
  const etagOf = (text: string) => etag((text.codePointAt(0) ?? 0).toString(16).slice(-1))
  const answers: Answers = {
    'file.read': ({ path }) => {
      const text = files[path]
      if (text === undefined) return fail('not-found', `There is no file ${path}.`)
      return ok({ path, text, etag: etagOf(text), editable: true, message: null })
    },
    'file.save': ({ path, text, expected }) => {
      const now = files[path]
      const current = now === undefined ? null : etagOf(now)
      if (current !== expected) {
        return fail('conflict', 'Somebody changed it.', { text: now ?? null, etag: current })
      }
      files[path] = text
      return ok({ path, etag: etagOf(text) })
    },
    'file.journal': () => ok(null),
  }
  return { files, etagOf, answers }
}

const type = (path: string, text: string) => changeBuffer(path, (buffer) => ({ ...buffer, text }))

const start = (files: Record<string, string>, more: Answers = {}) => {
  const disk = diskOf(files)
  const bridge = createMemoryBridge({ ...disk.answers, ...more })
  provideBridge(bridge)
  return { ...disk, bridge }
}

beforeEach(() => {
  useEditorStore.setState(useEditorStore.getInitialState())
  useArrangementStore.setState({ arrangement: null })
  useProjectStore.setState({ projectId })
  resetUi()
})

afterEach(() => vi.useRealTimers())

describe('opening', () => {
  it('reads a file once and asks for the line', async () => {
    const { bridge } = start({ 'a.py': 'a' })
    await openFile('a.py', 3)
    await openFile('a.py')
    expect(bridge.asked('file.read')).toHaveLength(1)
    expect(useEditorStore.getState()).toMatchObject({
      tabs: ['a.py'],
      active: 'a.py',
      reveal: { path: 'a.py', line: 3 },
    })
  })

  it('says why a file cannot be shown, and tries again', async () => {
    const { files } = start({})
    await openFile('a.py')
    expect(bufferOf('a.py')).toMatchObject({ editable: false, message: 'There is no file a.py.' })
    files['a.py'] = 'a'
    await openFile('a.py')
    expect(bufferOf('a.py')).toMatchObject({ editable: true, text: 'a' })
  })
})

describe('saving', () => {
  it('writes what is in the editor against what was read', async () => {
    const { files, bridge } = start({ 'a.py': 'a' })
    await openFile('a.py')
    type('a.py', 'b')
    expect(dirtyPaths()).toEqual(['a.py'])
    expect(await saveAllFiles()).toBe(true)
    expect(files['a.py']).toBe('b')
    expect(bridge.asked('file.save')[0]).toMatchObject({ expected: etag('1') })
    expect(dirtyPaths()).toEqual([])
  })

  it('keeps text unsaved that was typed during the save', async () => {
    const { files, bridge } = start({ 'a.py': 'a' })
    const { request } = bridge
    await openFile('a.py')
    type('a.py', 'b')
    const typing: typeof request = (name, input) => {
      if (name === 'file.save') type('a.py', 'bc')
      return request(name, input)
    }
    provideBridge({ ...bridge, request: typing })
    expect(await saveFile('a.py')).toBe(true)
    expect(files['a.py']).toBe('b')
    expect(dirtyPaths()).toEqual(['a.py'])
    expect(await saveFile('a.py')).toBe(true)
    expect(files['a.py']).toBe('bc')
  })

  it('overwrites nothing where the file changed unnoticed, and shows both texts', async () => {
    const { files } = start({ 'a.py': 'a' })
    await openFile('a.py')
    type('a.py', 'mine')
    files['a.py'] = 'theirs'
    expect(await saveFile('a.py')).toBe(false)
    expect(files['a.py']).toBe('theirs')
    expect(bufferOf('a.py')).toMatchObject({ text: 'mine', disk: { kind: 'changed', text: 'theirs' } })
    expect(await saveAllFiles()).toBe(false)
    expect(files['a.py']).toBe('theirs')
    expect(await saveMerged('a.py')).toBe(true)
    expect(files['a.py']).toBe('mine')
    expect(bufferOf('a.py')).toMatchObject({ disk: null, savedText: 'mine' })
  })

  it('asks again where the file changes once more while it is merged', async () => {
    const { files } = start({ 'a.py': 'a' })
    await openFile('a.py')
    type('a.py', 'mine')
    files['a.py'] = 'theirs'
    await saveFile('a.py')
    files['a.py'] = 'newest'
    expect(await saveMerged('a.py')).toBe(false)
    expect(bufferOf('a.py')?.disk).toMatchObject({ text: 'newest' })
    acceptDisk('a.py')
    expect(bufferOf('a.py')).toMatchObject({ text: 'newest', disk: null })
    expect(dirtyPaths()).toEqual([])
  })

  it('shows other failures', async () => {
    start({ 'a.py': 'a' }, { 'file.save': () => fail('disk-full', 'No room.') })
    await openFile('a.py')
    type('a.py', 'b')
    expect(await saveFile('a.py')).toBe(false)
    expect(useUiStore.getState().dialog).toMatchObject({ kind: 'error', error: { code: 'disk-full' } })
    expect(dirtyPaths()).toEqual(['a.py'])
  })
})

describe('a file changed outside', () => {
  it('is followed by text without edits', async () => {
    const { files, etagOf } = start({ 'a.py': 'a' })
    await openFile('a.py')
    files['a.py'] = 'b'
    await takeFileChange('a.py', etagOf('b'))
    expect(bufferOf('a.py')).toMatchObject({ text: 'b', savedText: 'b', disk: null })
  })

  it('stands beside unsaved text', async () => {
    const { files, etagOf } = start({ 'a.py': 'a' })
    await openFile('a.py')
    type('a.py', 'mine')
    files['a.py'] = 'b'
    await takeFileChange('a.py', etagOf('b'))
    expect(bufferOf('a.py')).toMatchObject({ text: 'mine', savedText: 'a', disk: { kind: 'changed', text: 'b' } })
    await takeFileChange('a.py', etagOf('a'))
    expect(bufferOf('a.py')?.disk).toBeNull()
  })

  it('is kept as text where it was deleted, and can be saved again', async () => {
    const { files } = start({ 'a.py': 'a' })
    await openFile('a.py')
    delete files['a.py']
    await takeFileChange('a.py', null)
    expect(bufferOf('a.py')).toMatchObject({ text: 'a', disk: { kind: 'deleted' } })
    expect(await saveFile('a.py')).toBe(true)
    expect(files['a.py']).toBe('a')
  })
})

describe('closing', () => {
  it('asks for unsaved text, one file after the other', async () => {
    const { files, bridge } = start({ 'a.py': 'a', 'b.py': 'b', 'c.py': 'c' })
    for (const path of ['a.py', 'b.py', 'c.py']) await openFile(path)
    type('a.py', 'A')
    type('c.py', 'C')
    closeTabs(['a.py', 'b.py', 'c.py'])
    expect(useEditorStore.getState().tabs).toEqual(['a.py', 'c.py'])
    expect(useUiStore.getState().dialog).toEqual({ kind: 'close-tab', path: 'a.py' })
    await saveAndCloseTab('a.py')
    expect(files['a.py']).toBe('A')
    expect(useUiStore.getState().dialog).toEqual({ kind: 'close-tab', path: 'c.py' })
    discardTab('c.py')
    expect(files['c.py']).toBe('c')
    expect(bridge.asked('file.journal').at(-1)).toMatchObject({ path: 'c.py', text: null })
    expect(useEditorStore.getState()).toMatchObject({ tabs: [], active: null, buffers: {} })
    expect(useUiStore.getState().dialog).toBeNull()
  })

  it('shows a neighbour of the closed tab', async () => {
    start({ 'a.py': 'a', 'b.py': 'b', 'c.py': 'c' })
    for (const path of ['a.py', 'b.py', 'c.py']) await openFile(path)
    await openFile('b.py')
    closeTabs(['b.py'])
    expect(useEditorStore.getState().active).toBe('c.py')
  })
})

describe('tabs', () => {
  it('move and follow renamed files and folders', async () => {
    start({ 'x/a.py': 'a', 'b.py': 'b' })
    await openFile('x/a.py')
    await openFile('b.py')
    moveTab('b.py', 'x/a.py')
    const id = bufferOf('x/a.py')?.id
    moveBuffers('x', 'y/z')
    expect(useEditorStore.getState().tabs).toEqual(['b.py', 'y/z/a.py'])
    expect(bufferOf('y/z/a.py')).toMatchObject({ id, text: 'a', path: 'y/z/a.py' })
  })

  it('follow a block that was renamed', async () => {
    const block = { uuid: 'a', type: 'custom', file: 'custom/a.py' } as Parameters<typeof movedFiles>[0][number]
    const other = { ...block, uuid: 'o', file: 'custom/o.py' }
    const renamed = { ...block, uuid: 'b', file: 'custom/b.py' }
    expect(movedFiles([other, block], [other, renamed])).toEqual([{ from: 'custom/a.py', to: 'custom/b.py' }])
    expect(movedFiles([other, block], [block, other])).toEqual([])
  })
})

describe('the session', () => {
  it('brings tabs and unsaved text back, with what the disk holds by now', async () => {
    const kept = [
      { path: 'a.py', text: 'unsaved', etag: etag('1'), time: 1 },
      { path: 'b.py', text: 'unsaved', etag: etag('9'), time: 1 },
      { path: 'saved.py', text: 's', etag: null, time: 1 },
    ]
    const { bridge } = start({ 'a.py': 'a', 'b.py': 'b', 'saved.py': 's' }, { 'file.journalled': () => ok(kept) })
    const undo = rememberEditor()
    useArrangementStore.setState({ arrangement: { 'editor.tabs': ['x.py', 'a.py'], 'editor.active': 'a.py' } })
    await vi.waitFor(() => expect(bufferOf('b.py')).toBeDefined())
    undo()
    expect(useEditorStore.getState().active).toBe('a.py')
    expect(bufferOf('a.py')).toMatchObject({ text: 'unsaved', savedText: 'a', disk: null })
    expect(bufferOf('b.py')).toMatchObject({ text: 'unsaved', disk: { kind: 'changed', text: 'b' } })
    expect(bufferOf('saved.py')).toBeUndefined()
    expect(bridge.asked('file.journal')).toContainEqual({ projectId, path: 'saved.py', text: null, etag: null })
  })

  it('keeps unsaved text once the hands rest, and forgets it when it is saved', async () => {
    const { bridge } = start({ 'a.py': 'a' })
    await openFile('a.py')
    vi.useFakeTimers()
    const undo = rememberEditor()
    type('a.py', 'ab')
    type('a.py', 'abc')
    vi.advanceTimersByTime(600)
    expect(bridge.asked('file.journal').map(({ text }) => text)).toEqual(['abc'])
    await saveFile('a.py')
    vi.advanceTimersByTime(600)
    expect(bridge.asked('file.journal').map(({ text }) => text)).toEqual(['abc', null])
    undo()
  })
})
