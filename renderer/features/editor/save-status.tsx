import { type EditorBuffer, isDirty, useEditorStore } from '../../state/editor-store.ts'
import { formatAge, formatTimeWithZone } from '../../ui/format.ts'
import { useClock } from '../../ui/use-clock.ts'

/** `Saved 2 s ago`, `Saved 5 min ago`, `Saved 2026-11-14`. */
export const savedText = (savedAt: number, now: number): string => {
  const seconds = Math.max(0, Math.floor((now - savedAt) / 1000))
  if (seconds < 60) return seconds === 0 ? 'Saved' : `Saved ${seconds} s ago`
  const age = formatAge(savedAt, now)
  return /\d{4}/.test(age) ? `Saved ${age}` : `Saved ${age} ago`
}

/** Whether the shown text is on disk. */
export const SaveStatus = ({ buffer }: { readonly buffer: EditorBuffer | undefined }) => {
  const savedAt = buffer?.savedAt ?? null
  // By the second for a minute, by the minute then.
  const isFresh = savedAt !== null && Date.now() - savedAt < 60_000
  const now = useClock(savedAt === null ? null : isFresh ? 1000 : 30_000)
  const isSaving = useEditorStore((state) => buffer !== undefined && state.saving.includes(buffer.path))
  if (buffer === undefined || !buffer.editable) return null
  if (buffer.disk?.kind === 'changed') return <span className="text-warning">Changed on disk</span>
  if (buffer.disk?.kind === 'deleted') return <span className="text-warning">Deleted on disk</span>
  if (isSaving) return <span>Saving</span>
  if (isDirty(buffer)) return <span>Unsaved</span>
  if (buffer.savedAt === null) return null
  return <time title={formatTimeWithZone(buffer.savedAt)}>{savedText(buffer.savedAt, now)}</time>
}
