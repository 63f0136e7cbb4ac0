import { bridge } from '../bridge/bridge.ts'
import { bufferOf, changeBuffer, isDirty } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'

/**
 * A file was changed by somebody else's hand. Text without edits follows it; unsaved text stays and the file's text is kept beside it
 * to be merged.
 */
export const takeFileChange = async (path: string, etag: string | null): Promise<void> => {
  const projectId = currentProjectId()
  const known = bufferOf(path)
  if (projectId === null || known === undefined) return
  if (etag === null) {
    changeBuffer(path, (buffer) => ({ ...buffer, disk: { kind: 'deleted' } }))
    return
  }
  if (known.etag === etag) {
    // Deleted and put back, or changed and changed back: nothing to merge.
    changeBuffer(path, (buffer) => (buffer.disk === null ? buffer : { ...buffer, disk: null }))
    return
  }
  const read = await bridge().request('file.read', { projectId, path })
  if (!read.ok || currentProjectId() !== projectId) return
  const { text, etag: newEtag, editable, message } = read.value
  changeBuffer(path, (buffer) => {
    if (buffer.etag === newEtag) return { ...buffer, disk: null }
    return isDirty(buffer) && buffer.text !== text
      ? { ...buffer, disk: { kind: 'changed', text, etag: newEtag } }
      : { ...buffer, text, savedText: text, etag: newEtag, editable, message, disk: null }
  })
}
