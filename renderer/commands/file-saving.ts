import { toast } from 'sonner'
import { z } from 'zod'
import { etagSchema } from '#shared/model/ids.ts'
import type { AppError } from '#shared/result.ts'
import { bridge } from '../bridge/bridge.ts'
import { bufferOf, changeBuffer, type EditorBuffer, isDirty, showTab, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, showUi } from '../state/ui-store.ts'

const conflictSchema = z.object({ text: z.string().nullable(), etag: etagSchema.nullable() })

const setSaving = (path: string, on: boolean): void =>
  useEditorStore.setState((state) => ({
    saving: on ? [...state.saving, path] : state.saving.filter((known) => known !== path),
  }))

const tell = (path: string, error: AppError): void =>
  showDialog({ kind: 'error', title: `${path} was not saved`, error })

/** Shows the file, where the two texts stand side by side. */
const showConflict = (path: string, text: string): void => {
  showTab(path)
  showUi({ editorTab: 'code' })
  toast.warning(text)
}

/** Somebody else was faster: what is on disk is kept beside our text, neither is lost. */
const takeConflict = (path: string, error: AppError): void => {
  const found = conflictSchema.safeParse(error.details)
  if (!found.success || (found.data.text === null && found.data.etag !== null)) {
    tell(path, error)
    return
  }
  const { text, etag } = found.data
  const disk =
    text === null || etag === null ? ({ kind: 'deleted' } as const) : ({ kind: 'changed', text, etag } as const)
  changeBuffer(path, (buffer) => ({ ...buffer, disk }))
  showConflict(path, error.message)
}

const write = async (projectId: string, buffer: EditorBuffer, expected: string | null): Promise<boolean> => {
  const { path, text } = buffer
  setSaving(path, true)
  const saved = await bridge().request('file.save', { projectId, path, text, expected })
  setSaving(path, false)
  if (currentProjectId() !== projectId) return saved.ok
  if (!saved.ok) {
    if (saved.error.code === 'conflict') takeConflict(path, saved.error)
    else tell(path, saved.error)
    return false
  }
  // Text typed meanwhile stays unsaved: only what was sent is on disk.
  changeBuffer(path, (now) => ({ ...now, savedText: text, etag: saved.value.etag, disk: null, savedAt: Date.now() }))
  return true
}

/** One save of a file at a time; the next one sees what the one before left. */
const underway = new Map<string, Promise<boolean>>()

const inTurn = (path: string, save: () => Promise<boolean>): Promise<boolean> => {
  const turn = (underway.get(path) ?? Promise.resolve(true)).then(save)
  underway.set(path, turn)
  return turn.finally(() => {
    if (underway.get(path) === turn) underway.delete(path)
  })
}

const saveNow = async (path: string): Promise<boolean> => {
  const projectId = currentProjectId()
  const buffer = bufferOf(path)
  if (projectId === null || buffer === undefined || !buffer.editable) return true
  if (buffer.disk?.kind === 'changed') {
    showConflict(path, `${path} changed on disk. Choose what to keep, then save the merged text.`)
    return false
  }
  const isGone = buffer.disk?.kind === 'deleted'
  if (!isDirty(buffer) && !isGone) return true
  return write(projectId, buffer, isGone ? null : buffer.etag)
}

/**
 * Saves a file as it stands in the editor. Where the file changed on disk, nothing is overwritten: the two texts are shown.
 * @returns false where it was not saved; the user was told
 */
export const saveFile = (path: string): Promise<boolean> => inTurn(path, () => saveNow(path))

/**
 * Saves a text that was merged with what the file holds by now.
 * @returns false where the file changed once more or could not be written; the user was told
 */
export const saveMerged = (path: string): Promise<boolean> =>
  inTurn(path, async () => {
    const projectId = currentProjectId()
    const buffer = bufferOf(path)
    if (projectId === null || buffer?.disk?.kind !== 'changed') return saveNow(path)
    return write(projectId, buffer, buffer.disk.etag)
  })

/** Takes the text of the disk; our own is given up, undo brings it back. */
export const acceptDisk = (path: string): void =>
  changeBuffer(path, (buffer) =>
    buffer.disk?.kind === 'changed'
      ? { ...buffer, text: buffer.disk.text, savedText: buffer.disk.text, etag: buffer.disk.etag, disk: null }
      : buffer,
  )
