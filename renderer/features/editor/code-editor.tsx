import type { editor } from 'monaco-editor/editor/editor.api'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { handleKey } from '../../commands/keys.ts'
import { type EditorBuffer, type EditorRequest, useEditorStore } from '../../state/editor-store.ts'
import { baseOptions, useUserOptions } from './code-options.ts'
import { useDebugMarks } from './debug-marks.ts'
import { keepView, modelOf, viewOf } from './models.ts'
import { monaco } from './monaco.ts'

type Code = editor.IStandaloneCodeEditor

const actions: Readonly<Record<Exclude<EditorRequest, 'focus'>, string>> = {
  find: 'actions.find',
  replace: 'editor.action.startFindReplaceAction',
  'go-to-line': 'editor.action.gotoLine',
}

const showCursor = (code: Code): void => {
  const position = code.getPosition()
  if (position !== null) useEditorStore.setState({ cursor: { line: position.lineNumber, column: position.column } })
}

const useCode = (options: editor.IEditorOptions) => {
  const host = useRef<HTMLDivElement>(null)
  const [code, setCode] = useState<Code | null>(null)
  const first = useRef(options)
  useEffect(() => {
    if (host.current === null) return
    const made = monaco.editor.create(host.current, { ...baseOptions, ...first.current, model: null })
    made.onDidChangeCursorPosition(() => showCursor(made))
    setCode(made)
    return () => {
      keepView(made.getModel(), made.saveViewState(), 'panel')
      made.dispose()
    }
  }, [])
  return { host, code }
}

/** Goes to a line that was asked for, once its file shows. */
const useReveal = (code: Code | null, path: string): void => {
  const reveal = useEditorStore((state) => state.reveal)
  useEffect(() => {
    if (code === null || reveal?.path !== path) return
    const line = Math.min(Math.max(1, reveal.line), code.getModel()?.getLineCount() ?? 1)
    const column = code.getModel()?.getLineFirstNonWhitespaceColumn(line) || 1
    code.setPosition({ lineNumber: line, column })
    code.revealLineInCenterIfOutsideViewport(line)
    const mark = code.createDecorationsCollection([
      { range: new monaco.Range(line, 1, line, 1), options: { isWholeLine: true, className: 'editor-revealed-line' } },
    ])
    const timer = setTimeout(() => mark.clear(), 1500)
    useEditorStore.setState({ reveal: null })
    code.onDidDispose(() => clearTimeout(timer))
  }, [code, reveal, path])
}

/** Does what a command asked of the editor. */
const useRequests = (code: Code | null): void => {
  const request = useEditorStore((state) => state.request)
  useEffect(() => {
    if (code === null || request === null) return
    useEditorStore.setState({ request: null })
    code.focus()
    if (request !== 'focus') void code.getAction(actions[request])?.run()
  }, [code, request])
}

/** Keys of the app win over Monaco's chords, as everywhere else in the window; text stays Monaco's. */
const appKeysFirst = (event: KeyboardEvent): void => {
  handleKey(event.nativeEvent)
  if (event.nativeEvent.defaultPrevented) event.stopPropagation()
}

/** The text of a file. One Monaco shows whichever file is active. */
export const CodeEditor = ({ buffer }: { readonly buffer: EditorBuffer }) => {
  const options = useUserOptions()
  const { host, code } = useCode(options)
  const { fontSize, lineHeight, wordWrap } = options
  const shown = useRef<EditorBuffer>(buffer)
  shown.current = buffer
  const { id, path } = buffer
  useEffect(() => {
    if (code !== null) code.updateOptions({ fontSize, lineHeight, wordWrap } as editor.IEditorOptions)
  }, [code, fontSize, lineHeight, wordWrap])
  useEffect(() => {
    if (code === null || shown.current.id !== id) return
    const model = modelOf(shown.current)
    if (code.getModel() === model) return
    keepView(code.getModel(), code.saveViewState(), 'panel')
    code.setModel(model)
    code.restoreViewState(viewOf(shown.current, 'panel'))
    code.updateOptions({ ariaLabel: path })
    showCursor(code)
  }, [code, id, path])
  useReveal(code, path)
  useDebugMarks(code, path, id)
  useRequests(code)
  return <div ref={host} className="h-full min-h-0" onKeyDownCapture={appKeysFirst} />
}
