import { editor } from 'monaco-editor/editor/editor.api'
import { bufferOf, changeBuffer, type EditorBuffer, useEditorStore } from '../../state/editor-store.ts'
import { indentOf, languageOf } from './languages.ts'
import { editsBetween } from './line-diff.ts'
import { lineEndsOf, restoreLineEnds } from './line-ends.ts'

type Model = {
  readonly model: editor.ITextModel
  path: string
  /** The text of the store that the model holds. */
  text: string
  readonly views: Partial<Record<ViewPlace, editor.ICodeEditorViewState>>
}

/** A text may be looked at in both; each keeps its own cursor and folding. */
export type ViewPlace = 'panel' | 'cell'

/** One model per open file, kept while its tab is open: undo and cursor outlive the switching of tabs. */
const models = new Map<number, Model>()

const crlf = (model: editor.ITextModel) => model.getEOL() === '\r\n'

/** Text of the store -> text as the model writes it: one kind of line end. */
const normalised = (text: string, eol: string): string => text.replace(/\r\n|\r|\n/g, eol)

/** Another text came from outside the editor: only what differs is replaced, so that cursor, scroll and undo stay. */
const follow = (known: Model, text: string): void => {
  const { model } = known
  known.text = text
  const ends = lineEndsOf(text)
  if ((ends === 'crlf' && !crlf(model)) || (ends === 'lf' && crlf(model))) {
    model.pushEOL(ends === 'crlf' ? editor.EndOfLineSequence.CRLF : editor.EndOfLineSequence.LF)
  }
  const edits = editsBetween(model.getValue(), normalised(text, model.getEOL())).map(({ start, end, text: added }) => {
    const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)]
    const range = {
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    }
    return { range, text: added }
  })
  if (edits.length === 0) return
  model.pushStackElement()
  model.pushEditOperations([], edits, () => null)
  model.pushStackElement()
}

const onTyped = (known: Model): void => {
  const buffer = bufferOf(known.path)
  if (buffer === undefined) return
  const text = restoreLineEnds(buffer.savedText, known.model.getValue())
  if (text === known.text) return
  known.text = text
  changeBuffer(known.path, (now) => ({ ...now, text }))
}

const forget = (id: number, known: Model): void => {
  models.delete(id)
  known.model.dispose()
}

const followStore = (buffers: Readonly<Record<string, EditorBuffer>>): void => {
  const open = new Map(Object.values(buffers).map((buffer) => [buffer.id, buffer]))
  for (const [id, known] of models) {
    const buffer = open.get(id)
    if (buffer === undefined || !buffer.editable) {
      forget(id, known)
      continue
    }
    if (known.path !== buffer.path) {
      known.path = buffer.path
      editor.setModelLanguage(known.model, languageOf(buffer.path))
    }
    if (known.text !== buffer.text) follow(known, buffer.text)
  }
}

let isFollowing = false

const followOnce = (): void => {
  if (isFollowing) return
  isFollowing = true
  useEditorStore.subscribe((state, before) => {
    if (state.buffers !== before.buffers) followStore(state.buffers)
  })
}

/** A text with its language; brackets are not coloured by depth, as in the pictures. */
export const newModel = (text: string, language: string): editor.ITextModel => {
  const model = editor.createModel(text, language)
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } })
  return model
}

const make = (buffer: EditorBuffer): Model => {
  followOnce()
  const language = languageOf(buffer.path)
  const model = newModel(buffer.text, language)
  const known: Model = { model, path: buffer.path, text: buffer.text, views: {} }
  // A new file gets the same line ends on every system.
  if (lineEndsOf(buffer.text) === 'none') model.setEOL(editor.EndOfLineSequence.LF)
  model.updateOptions({ tabSize: indentOf(language), indentSize: indentOf(language), insertSpaces: true })
  model.detectIndentation(true, indentOf(language))
  model.onDidChangeContent(() => onTyped(known))
  models.set(buffer.id, known)
  return known
}

const knownOf = (buffer: EditorBuffer): Model => models.get(buffer.id) ?? make(buffer)

/** The model of an open file. Typing in it changes the store; what changes the store changes it. */
export const modelOf = (buffer: EditorBuffer): editor.ITextModel => knownOf(buffer).model

/** Where the file was looked at last; null for the first time. */
export const viewOf = (buffer: EditorBuffer, place: ViewPlace): editor.ICodeEditorViewState | null =>
  knownOf(buffer).views[place] ?? null

/** Remembers where a model is looked at. */
export const keepView = (
  model: editor.ITextModel | null,
  view: editor.ICodeEditorViewState | null,
  place: ViewPlace,
): void => {
  const known = [...models.values()].find((candidate) => candidate.model === model)
  if (known !== undefined && view !== null) known.views[place] = view
}
