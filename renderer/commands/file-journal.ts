import { bridge } from '../bridge/bridge.ts'
import { bufferOf, type EditorBuffer, losesText, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'

/** Text is kept once the hands rest for this long. */
const restMilliseconds = 500

/** Paths whose unsaved text is kept by the engine, with the text. */
const kept = new Map<string, string>()
const timers = new Map<string, ReturnType<typeof setTimeout>>()

const keep = (projectId: string, path: string): void => {
  timers.delete(path)
  const buffer = bufferOf(path)
  if (currentProjectId() !== projectId || buffer === undefined) return
  if (losesText(buffer)) {
    if (kept.get(path) === buffer.text) return
    kept.set(path, buffer.text)
    void bridge().request('file.journal', { projectId, path, text: buffer.text, etag: buffer.etag })
  } else if (kept.delete(path)) {
    void bridge().request('file.journal', { projectId, path, text: null, etag: null })
  }
}

const schedule = (projectId: string, path: string): void => {
  clearTimeout(timers.get(path))
  timers.set(
    path,
    setTimeout(() => keep(projectId, path), restMilliseconds),
  )
}

const changed = (now: EditorBuffer, before: EditorBuffer): boolean =>
  now.path !== before.path || now.text !== before.text || now.savedText !== before.savedText || now.disk !== before.disk

/** The text that was restored is kept already. */
export const noteKept = (path: string, text: string): void => {
  kept.set(path, text)
}

/** Keeps what still waits, at once: the window closes. */
export const flushJournal = (): void => {
  const projectId = currentProjectId()
  for (const [path, timer] of [...timers]) {
    clearTimeout(timer)
    if (projectId !== null) keep(projectId, path)
  }
}

/** Another project, another journal. */
export const forgetKept = (): void => {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  kept.clear()
}

const forget = (projectId: string, path: string): void => {
  if (kept.delete(path)) void bridge().request('file.journal', { projectId, path, text: null, etag: null })
}

type Buffers = Readonly<Record<string, EditorBuffer>>

const follow = (projectId: string, now: Buffers, before: Buffers): void => {
  const known = new Map(Object.values(before).map((buffer) => [buffer.id, buffer]))
  for (const buffer of Object.values(now)) {
    const earlier = known.get(buffer.id)
    if (earlier !== undefined && earlier.path !== buffer.path) forget(projectId, earlier.path)
    if (earlier !== undefined && changed(buffer, earlier)) schedule(projectId, buffer.path)
  }
  for (const path of Object.keys(before)) {
    // Closed: who closed it said what happens to the text.
    if (now[path] === undefined) kept.delete(path)
  }
}

/**
 * Keeps unsaved text against a crash, whenever it changes.
 * @returns its own undo
 */
export const keepJournal = (): (() => void) =>
  useEditorStore.subscribe((state, before) => {
    const projectId = currentProjectId()
    if (projectId !== null && state.buffers !== before.buffers) follow(projectId, state.buffers, before.buffers)
  })
