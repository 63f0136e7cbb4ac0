// biome-ignore-all lint/style/noRestrictedImports: the features named here are Monaco's, not ours
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/cursorUndo/register'
import 'monaco-editor/features/diffEditor/register'
import 'monaco-editor/features/dnd/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/gotoLine/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/longLinesHelper/register'
import 'monaco-editor/features/middleScroll/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/suggest/register'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/unicodeHighlighter/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/features/wordPartOperations/register'
import 'monaco-editor/languages/definitions/css/register'
import 'monaco-editor/languages/definitions/html/register'
import 'monaco-editor/languages/definitions/ini/register'
import 'monaco-editor/languages/definitions/javascript/register'
import 'monaco-editor/languages/definitions/markdown/register'
import 'monaco-editor/languages/definitions/r/register'
import 'monaco-editor/languages/definitions/shell/register'
import 'monaco-editor/languages/definitions/sql/register'
import 'monaco-editor/languages/definitions/yaml/register'
import { editor, KeyCode, KeyMod, languages, Range } from 'monaco-editor/editor/editor.api'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import { jsonGrammar, jsonSettings } from './grammars/json-grammar.ts'
import { pythonGrammar, pythonSettings } from './grammars/python-grammar.ts'
import { tomlGrammar, tomlSettings } from './grammars/toml-grammar.ts'
import { followTheme } from './monaco-theme.ts'

self.MonacoEnvironment = { getWorker: () => new EditorWorker() }

const addLanguage = (
  id: string,
  grammar: languages.IMonarchLanguage,
  settings: languages.LanguageConfiguration,
): void => {
  languages.register({ id })
  languages.setMonarchTokensProvider(id, grammar)
  languages.setLanguageConfiguration(id, settings)
}

addLanguage('python', pythonGrammar, pythonSettings)
addLanguage('json', jsonGrammar, jsonSettings)
addLanguage('toml', tomlGrammar, tomlSettings)
followTheme()

/** The parts of Monaco that are used, with our languages and our theme in place. */
export const monaco = { editor, KeyCode, KeyMod, Range } as const
