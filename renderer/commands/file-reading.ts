import { bridge } from '../bridge/bridge.ts'
import { bufferOf, changeBuffer, isOpenFile, putBuffer } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'

/** Reads the file of an open tab or cell, where that has not been done. Why it cannot be shown stands in the buffer then. */
export const readFile = async (path: string): Promise<void> => {
  const projectId = currentProjectId()
  const known = bufferOf(path)
  if (projectId === null || (known !== undefined && (known.editable || known.etag !== null))) return
  const read = await bridge().request('file.read', { projectId, path })
  if (currentProjectId() !== projectId || !isOpenFile(path)) return
  const found = read.ok ? read.value : { text: '', etag: null, editable: false, message: read.error.message }
  const { text, etag, editable, message } = found
  const content = { path, text, savedText: text, etag, editable, message, disk: null, savedAt: null }
  const now = bufferOf(path)
  if (now === undefined) putBuffer(content)
  else if (!now.editable) changeBuffer(path, ({ id }) => ({ id, ...content }))
}
