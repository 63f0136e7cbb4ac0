import type { editor } from 'monaco-editor/editor/editor.api'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type EditorBuffer, useEditorStore } from '../../state/editor-store.ts'
import { cellHeight, cellPadding, highestCell, keepGutter } from './cell-metrics.ts'
import { baseOptions, useUserOptions } from './code-options.ts'
import { useDebugMarks } from './debug-marks.ts'
import { keepView, modelOf, viewOf } from './models.ts'
import { monaco } from './monaco.ts'

type Code = editor.IStandaloneCodeEditor

/** What is asked of the text of a cell: the keyboard, at a line where one is named. */
export type CellTextRequest = { readonly line: number | null }

export type CellEditorProps = {
  readonly buffer: EditorBuffer
  readonly label: string
  readonly request: CellTextRequest | null
  readonly onRequestTaken: () => void
  /** The text got the keyboard, or lost it. */
  readonly onEdit: (editing: boolean) => void
  /** Escape, where nothing of the editor's own is open. */
  readonly onLeave: () => void
}

const cellOptions: editor.IStandaloneEditorConstructionOptions = {
  ...baseOptions,
  padding: cellPadding,
  automaticLayout: true,
  scrollbar: { ...baseOptions.scrollbar, alwaysConsumeMouseWheel: false, handleMouseWheel: false },
}

/** Escape belongs to the editor while something of its own is open. */
const nothingOpen = '!suggestWidgetVisible && !findWidgetVisible && !renameInputVisible && !editorHasMultipleSelections'

const showCursor = (code: Code): void => {
  const position = code.getPosition()
  if (position !== null && code.hasTextFocus())
    useEditorStore.setState({ cursor: { line: position.lineNumber, column: position.column } })
}

/** An editor for as long as the cell is in view. */
const useCode = (props: CellEditorProps, options: editor.IEditorOptions) => {
  const host = useRef<HTMLDivElement>(null)
  const [code, setCode] = useState<Code | null>(null)
  const first = useRef(options)
  const now = useRef(props)
  now.current = props
  useLayoutEffect(() => {
    if (host.current === null) return
    const { buffer, label } = now.current
    const model = modelOf(buffer)
    const made = monaco.editor.create(host.current, { ...cellOptions, ...first.current, model, ariaLabel: label })
    made.restoreViewState(viewOf(buffer, 'cell'))
    made.onDidChangeCursorPosition(() => showCursor(made))
    made.onDidFocusEditorText(() => {
      // Code longer than its cell scrolls there once it is worked on; before, the wheel moves the notebook.
      made.updateOptions({ scrollbar: { handleMouseWheel: true }, renderLineHighlight: 'line' })
      showCursor(made)
      now.current.onEdit(true)
    })
    made.onDidBlurEditorWidget(() => {
      made.updateOptions({ scrollbar: { handleMouseWheel: false }, renderLineHighlight: 'none' })
      now.current.onEdit(false)
    })
    made.onDidLayoutChange((layout) => keepGutter(now.current.buffer, layout))
    made.addAction({
      id: 'pipewright.leave-cell',
      label: 'Leave the text of this cell',
      keybindings: [monaco.KeyCode.Escape],
      precondition: nothingOpen,
      run: () => now.current.onLeave(),
    })
    setCode(made)
    return () => {
      keepView(made.getModel(), made.saveViewState(), 'cell')
      made.dispose()
    }
  }, [])
  return { host, code }
}

/** Height of the text, as high as a cell gets. */
const useHeight = (code: Code | null, buffer: EditorBuffer, lineHeight: number): number => {
  const [height, setHeight] = useState(() => cellHeight(buffer.text, lineHeight))
  useLayoutEffect(() => {
    if (code === null) return
    const measure = () => setHeight(Math.min(highestCell(lineHeight), code.getContentHeight()))
    measure()
    const listener = code.onDidContentSizeChange(measure)
    return () => listener.dispose()
  }, [code, lineHeight])
  return height
}

const useRequest = (code: Code | null, { request, onRequestTaken }: CellEditorProps): void => {
  useEffect(() => {
    if (code === null || request === null) return
    if (request.line !== null) {
      const model = code.getModel()
      const line = Math.min(Math.max(1, request.line), model?.getLineCount() ?? 1)
      code.setPosition({ lineNumber: line, column: model?.getLineFirstNonWhitespaceColumn(line) || 1 })
      code.revealLineInCenterIfOutsideViewport(line)
      const mark = code.createDecorationsCollection([
        {
          range: new monaco.Range(line, 1, line, 1),
          options: { isWholeLine: true, className: 'editor-revealed-line' },
        },
      ])
      setTimeout(() => mark.clear(), 1500)
    }
    code.focus()
    onRequestTaken()
  }, [code, request, onRequestTaken])
}

/** The text of a block in its cell: the same text, with the same undo, as in the editor panel. */
export const CellEditor = (props: CellEditorProps) => {
  const options = useUserOptions()
  const { buffer } = props
  const { host, code } = useCode(props, options)
  const { fontSize, lineHeight = 20, wordWrap } = options
  const height = useHeight(code, buffer, lineHeight)
  const { id, path } = buffer
  const shown = useRef(buffer)
  shown.current = buffer
  useEffect(() => {
    code?.updateOptions({ fontSize, lineHeight, wordWrap } as editor.IEditorOptions)
  }, [code, fontSize, lineHeight, wordWrap])
  useEffect(() => {
    const model = modelOf(shown.current)
    if (code !== null && shown.current.id === id && code.getModel() !== model) code.setModel(model)
  }, [code, id])
  useDebugMarks(code, path, id)
  useRequest(code, props)
  return <div ref={host} style={{ height }} className="cell-code min-h-0" />
}
