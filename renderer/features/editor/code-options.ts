import type { editor } from 'monaco-editor/editor/editor.api'
import { useProjectStore } from '../../state/project-store.ts'

/** What every Monaco of ours looks like. */
export const baseOptions: editor.IEditorOptions & editor.IGlobalEditorOptions = {
  theme: 'pipewright',
  automaticLayout: true,
  // Monaco's own default is less: it would not indent what follows `def f():`.
  autoIndent: 'full',
  // A text area is what the rest of the window knows as a place where keys write text.
  editContext: false,
  fontFamily: '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, monospace',
  fontLigatures: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'none',
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  overviewRulerBorder: false,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 10,
  glyphMargin: false,
  folding: true,
  showFoldingControls: 'mouseover',
  padding: { top: 8, bottom: 12 },
  fixedOverflowWidgets: true,
  stickyScroll: { enabled: false },
  occurrencesHighlight: 'off',
  guides: { indentation: false },
  wordBasedSuggestions: 'currentDocument',
  // A file keeps its unusual line ends; the editor does not ask about them.
  unusualLineTerminators: 'off',
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
  bracketPairColorization: { enabled: false },
  // Monaco asks its configuration for every model, each time an editor is made; only this key gets there.
  ...{ 'bracketPairColorization.enabled': false },
  accessibilitySupport: 'auto',
}

/** What every comparison of two texts looks like. */
export const diffOptions: editor.IDiffEditorConstructionOptions = {
  ...baseOptions,
  originalEditable: false,
  renderOverviewRuler: false,
  renderSideBySide: true,
  useInlineViewWhenSpaceIsLimited: true,
  renderSideBySideInlineBreakpoint: 460,
  // Two texts share the width: what is long goes on below.
  diffWordWrap: 'on',
  renderGutterMenu: false,
  enableSplitViewResizing: true,
  hideUnchangedRegions: { enabled: false },
  ignoreTrimWhitespace: false,
  lineDecorationsWidth: 14,
}

/** Options the user chose in the settings. */
export const useUserOptions = (): editor.IEditorOptions => {
  const fontSize = useProjectStore((state) => state.start?.settings.editorFontSize ?? 12)
  const wordWrap = useProjectStore((state) => state.start?.settings.wordWrap ?? false)
  return { fontSize, lineHeight: Math.round(fontSize * 1.7), wordWrap: wordWrap ? 'on' : 'off' }
}
