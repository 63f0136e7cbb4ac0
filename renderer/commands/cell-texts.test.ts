import { beforeEach, describe, expect, it } from 'vitest'
import { ok } from '#shared/result.ts'
import { provideBridge } from '../bridge/bridge.ts'
import { bufferOf, changeBuffer, moveBuffers, showCells, useEditorStore } from '../state/editor-store.ts'
import { useProjectStore } from '../state/project-store.ts'
import { resetUi, useUiStore } from '../state/ui-store.ts'
import { createMemoryBridge } from '../testing/memory-bridge.ts'
import { sampleProjectId } from '../testing/sample-project.ts'
import { closeTabs } from './file-closing.ts'
import { openFile } from './file-commands.ts'
import { deleteEntry } from './file-entries.ts'
import { readFile } from './file-reading.ts'
import { saveAllFiles } from './save-all-files.ts'

beforeEach(() => {
  useEditorStore.setState(useEditorStore.getInitialState())
  useProjectStore.setState({ projectId: sampleProjectId })
  resetUi()
})

describe('texts of cells', () => {
  const path = 'transformers/clean.py'
  const open = async () => {
    const files: Record<string, string> = { [path]: 'told' }
    provideBridge(
      createMemoryBridge({
        'file.read': () => ok({ path, text: files[path] ?? '', etag: 'a'.repeat(64), editable: true, message: null }),
        'file.save': ({ text }) => {
          files[path] = text
          return ok({ path, etag: 'b'.repeat(64) })
        },
        'file.delete': () => ok(null),
        'file.journal': () => ok(null),
      }),
    )
    showCells([path])
    await readFile(path)
    return files
  }

  it('are open without a tab, and gone when no cell shows them', async () => {
    await open()
    expect(useEditorStore.getState().tabs).toEqual([])
    expect(bufferOf(path)?.text).toBe('told')
    showCells([])
    expect(bufferOf(path)).toBeUndefined()
  })

  it('stay when their tab closes, without a question; unsaved they get a tab when the cell goes', async () => {
    await open()
    await openFile(path)
    changeBuffer(path, (buffer) => ({ ...buffer, text: 'mine' }))
    closeTabs([path])
    expect(useUiStore.getState().dialog).toBeNull()
    expect(useEditorStore.getState().tabs).toEqual([])
    expect(bufferOf(path)?.text).toBe('mine')
    showCells([])
    expect(useEditorStore.getState()).toMatchObject({ tabs: [path], active: path })
    expect(bufferOf(path)?.text).toBe('mine')
  })

  it('are saved before a run as those of tabs are', async () => {
    const files = await open()
    changeBuffer(path, (buffer) => ({ ...buffer, text: 'mine' }))
    expect(await saveAllFiles()).toBe(true)
    expect(files[path]).toBe('mine')
  })

  it('follow the file that is renamed, and go with the one that is deleted', async () => {
    await open()
    changeBuffer(path, (buffer) => ({ ...buffer, text: 'mine' }))
    moveBuffers(path, 'transformers/tidy.py')
    expect(useEditorStore.getState().cells).toEqual(['transformers/tidy.py'])
    expect(await deleteEntry('transformers/tidy.py')).toBe(true)
    showCells([])
    expect(useEditorStore.getState()).toMatchObject({ tabs: [], cells: [], buffers: {} })
  })
})
