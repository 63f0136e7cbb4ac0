const byEnding: Readonly<Record<string, string>> = {
  py: 'python',
  pyi: 'python',
  sql: 'sql',
  r: 'r',
  yaml: 'yaml',
  yml: 'yaml',
  md: 'markdown',
  json: 'json',
  jsonl: 'json',
  ipynb: 'json',
  toml: 'toml',
  ini: 'ini',
  cfg: 'ini',
  env: 'ini',
  sh: 'shell',
  bash: 'shell',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  html: 'html',
  css: 'css',
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Monaco's language of a file, by its ending. */
export const languageOf = (path: string): string => {
  const name = nameOf(path).toLowerCase()
  const dot = name.lastIndexOf('.')
  return byEnding[dot < 0 ? '' : name.slice(dot + 1)] ?? 'plaintext'
}

const twoSpaces: ReadonlySet<string> = new Set(['yaml', 'json', 'markdown', 'javascript', 'html', 'css', 'r'])

/** Spaces of one level in a new file; an existing one keeps what it has. */
export const indentOf = (language: string): number => (twoSpaces.has(language) ? 2 : 4)
