const languages: Readonly<Record<string, string>> = {
  py: 'Python',
  sql: 'SQL',
  r: 'R',
  yaml: 'YAML',
  yml: 'YAML',
  md: 'Markdown',
  json: 'JSON',
  toml: 'TOML',
  sh: 'Shell',
  js: 'JavaScript',
  ts: 'TypeScript',
  html: 'HTML',
  css: 'CSS',
  csv: 'CSV',
  ipynb: 'Notebook',
}

/** The language of a file, by its ending. */
export const languageOf = (path: string): string =>
  languages[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'Plain text'
