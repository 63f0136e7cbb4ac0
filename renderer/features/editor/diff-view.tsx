import type { editor } from 'monaco-editor/editor/editor.api'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { handleKey } from '../../commands/keys.ts'
import type { EditorBuffer } from '../../state/editor-store.ts'
import { diffOptions, useUserOptions } from './code-options.ts'
import { languageOf } from './languages.ts'
import { modelOf, newModel } from './models.ts'
import { monaco } from './monaco.ts'

type DiffViewProps = {
  /** The text at the left, never editable. */
  readonly other: string
  /** The open file at the right. */
  readonly buffer: EditorBuffer
  /** Whether the right side can be changed here. */
  readonly editable: boolean
  /** 0-based line of the right side to show. */
  readonly line?: number | null
}

const keysOfTheApp = (event: KeyboardEvent): void => {
  handleKey(event.nativeEvent)
  if (event.nativeEvent.defaultPrevented) event.stopPropagation()
}

/** Two texts side by side; the right one is the open file itself, with its undo. */
export const DiffView = ({ other, buffer, editable, line = null }: DiffViewProps) => {
  const host = useRef<HTMLDivElement>(null)
  const diff = useRef<editor.IStandaloneDiffEditor | null>(null)
  const shown = useRef(buffer)
  shown.current = buffer
  const { fontSize, lineHeight } = useUserOptions()
  const { id, path } = buffer
  useEffect(() => {
    if (host.current === null || shown.current.id !== id) return
    const original = newModel(other, languageOf(path))
    const made = monaco.editor.createDiffEditor(host.current, { ...diffOptions, readOnly: !editable })
    made.setModel({ original, modified: modelOf(shown.current) })
    diff.current = made
    return () => {
      diff.current = null
      made.dispose()
      original.dispose()
    }
  }, [other, id, path, editable])
  useEffect(() => {
    diff.current?.updateOptions({ fontSize, lineHeight } as editor.IDiffEditorOptions)
  })
  useEffect(() => {
    if (line !== null) diff.current?.getModifiedEditor().revealLineInCenterIfOutsideViewport(line + 1)
  }, [line])
  return <div ref={host} className="h-full min-h-0" onKeyDownCapture={keysOfTheApp} />
}
