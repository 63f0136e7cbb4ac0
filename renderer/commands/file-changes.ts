import { bridge } from '../bridge/bridge.ts'
import { type EditorBuffer, isDirty, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'

const change = (path: string, update: (buffer: EditorBuffer) => EditorBuffer): void =>
  useEditorStore.setState((state) => {
    const buffer = state.buffers[path]
    return buffer === undefined ? state : { buffers: { ...state.buffers, [path]: update(buffer) } }
  })

/**
 * A file was changed by somebody else's hand. Text without edits follows it; unsaved text stays and the file's text is kept beside it
 * to be merged.
 */
export const takeFileChange = async (path: string, etag: string | null): Promise<void> => {
  const projectId = currentProjectId()
  const known = useEditorStore.getState().buffers[path]
  if (projectId === null || known === undefined || (etag !== null && known.etag === etag)) return
  if (etag === null) {
    change(path, (buffer) => ({ ...buffer, disk: { kind: 'deleted' } }))
    return
  }
  const read = await bridge().request('file.read', { projectId, path })
  if (!read.ok) return
  const { text, etag: newEtag, editable, message } = read.value
  change(path, (buffer) =>
    isDirty(buffer) && buffer.text !== text
      ? { ...buffer, disk: { kind: 'changed', text, etag: newEtag } }
      : { ...buffer, text, savedText: text, etag: newEtag, editable, message, disk: null },
  )
}
