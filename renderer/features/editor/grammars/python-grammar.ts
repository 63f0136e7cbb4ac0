import type { languages } from 'monaco-editor/editor/editor.api'

/** Ours, since Monaco's own knows neither the names that are defined nor strings with prefixes, and calls built-ins keywords. */
export const pythonGrammar: languages.IMonarchLanguage = {
  defaultToken: '',
  tokenPostfix: '.python',
  keywords:
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
      ' ',
    ),
  constants: ['True', 'False', 'None', 'NotImplemented', 'Ellipsis'],
  own: ['self', 'cls'],
  brackets: [
    { open: '{', close: '}', token: 'delimiter.curly' },
    { open: '[', close: ']', token: 'delimiter.bracket' },
    { open: '(', close: ')', token: 'delimiter.parenthesis' },
  ],
  tokenizer: {
    root: [
      [/[ \t\r\n]+/, 'white'],
      [/#.*$/, 'comment'],
      [/^([ \t]*)(@[\w.]+)/, ['white', 'annotation']],
      [/(def|class)([ \t]+)([^\W\d]\w*)/, ['keyword', 'white', 'function']],
      // `match`, `case` and `type` are keywords only where a statement starts.
      [/^([ \t]*)(match|case|type)(?=[ \t]+[^=\s.,)\]:])/, ['white', 'keyword']],
      { include: '@strings' },
      [/0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+/, 'number'],
      [/(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?/, 'number'],
      [
        /[^\W\d]\w*/,
        { cases: { '@keywords': 'keyword', '@constants': 'keyword', '@own': 'self', '@default': 'identifier' } },
      ],
      [/[{}[\]()]/, '@brackets'],
      [/[,:;.]/, 'delimiter'],
      [/[-+*/%@&|^~<>=!]+/, 'operator'],
    ],
    strings: [
      [/[rR]?[fFtT][rR]?(""")/, { token: 'string', next: '@formatted.$1' }],
      [/[rR]?[fFtT][rR]?(''')/, { token: 'string', next: '@formatted.$1' }],
      [/[rR]?[fFtT][rR]?(["'])/, { token: 'string', next: '@formatted.$1' }],
      [/[bBuUrR]{0,2}(""")/, { token: 'string', next: '@long.$1' }],
      [/[bBuUrR]{0,2}(''')/, { token: 'string', next: '@long.$1' }],
      [/[bBuUrR]{0,2}(["'])/, { token: 'string', next: '@short.$1' }],
    ],
    long: [
      [/[^"'\\]+/, 'string'],
      [/\\./, 'string.escape'],
      [/"""|'''/, { cases: { '$0==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
      [/["'\\]/, 'string'],
    ],
    short: [
      [/[^"'\\]+$/, { token: 'string', next: '@pop' }],
      [/[^"'\\]+/, 'string'],
      [/\\./, 'string.escape'],
      [/\\$/, 'string.escape'],
      [/["']$/, { token: 'string', next: '@pop' }],
      [/["']/, { cases: { '$0==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
    ],
    formatted: [
      [/\{\{|\}\}/, 'string.escape'],
      [/\{/, { token: 'string.escape', next: '@value' }],
      [/\\./, 'string.escape'],
      [/"""|'''/, { cases: { '$0==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
      [/["']/, { cases: { '$0==$S2': { token: 'string', next: '@pop' }, '@default': 'string' } }],
      [/[^"'\\{}]+/, 'string'],
      [/[\\}]/, 'string'],
    ],
    value: [
      [/\}/, { token: 'string.escape', next: '@pop' }],
      [/[!:][^}'"{]*(?=\})/, 'string.escape'],
      { include: '@root' },
    ],
  },
}

export const pythonSettings: languages.LanguageConfiguration = {
  comments: { lineComment: '#' },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}', notIn: ['string', 'comment'] },
    { open: '[', close: ']', notIn: ['string', 'comment'] },
    { open: '(', close: ')', notIn: ['string', 'comment'] },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
    { open: "'", close: "'" },
  ],
  indentationRules: {
    increaseIndentPattern:
      /^\s*(?:def|class|for|if|elif|else|while|try|with|finally|except|async|match|case)\b.*:\s*(?:#.*)?$/,
    decreaseIndentPattern: /^\s*(?:elif|else|except|finally)\b.*:\s*(?:#.*)?$/,
  },
  folding: { offSide: true, markers: { start: /^\s*#\s*region\b/, end: /^\s*#\s*endregion\b/ } },
}
