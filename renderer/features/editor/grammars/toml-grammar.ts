import type { languages } from 'monaco-editor/editor/editor.api'

/** Monaco has none of its own. */
export const tomlGrammar: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.toml',
  tokenizer: {
    root: [
      [/\s+/, 'white'],
      [/#.*$/, 'comment'],
      [/^\s*\[\[?[^\]]*\]\]?/, 'annotation'],
      [/(?:[\w-]+|"[^"]*"|'[^']*')(?=\s*[.=])/, 'key'],
      [/"""/, { token: 'string', next: '@long' }],
      [/'''/, { token: 'string', next: '@literal' }],
      [/"(?:[^"\\]|\\.)*"|'[^']*'/, 'string'],
      [/\d{4}-\d{2}-\d{2}(?:[T ][\d:.+Z-]+)?/, 'number'],
      [/[+-]?(?:0[xob][\da-fA-F_]+|[\d_]+(?:\.[\d_]+)?(?:[eE][+-]?\d+)?|inf|nan)\b/, 'number'],
      [/\b(?:true|false)\b/, 'keyword'],
      [/[{}[\]]/, '@brackets'],
      [/[=,.]/, 'delimiter'],
    ],
    long: [
      [/"""/, { token: 'string', next: '@pop' }],
      [/[^"]+|"/, 'string'],
    ],
    literal: [
      [/'''/, { token: 'string', next: '@pop' }],
      [/[^']+|'/, 'string'],
    ],
  },
}

export const tomlSettings: languages.LanguageConfiguration = {
  comments: { lineComment: '#' },
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '"', close: '"', notIn: ['string'] },
    { open: "'", close: "'", notIn: ['string'] },
  ],
}
