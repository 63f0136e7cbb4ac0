/** A piece of a search, with the place it starts at. */
export type SearchToken =
  | {
      readonly kind: 'name' | 'text' | 'comparison' | 'keyword' | 'mark' | 'odd'
      readonly raw: string
      readonly at: number
    }
  | { readonly kind: 'number'; readonly raw: string; readonly at: number; readonly value: number }

/** A name may have parts in backticks or double quotes: `params."max depth"`, metrics.`val/auc`. */
const namePart = '(?:`[^`]*`|"[^"]*"|[A-Za-z_][\\w/-]*|[\\w/-]+)'

const patterns: readonly (readonly [SearchToken['kind'], RegExp])[] = [
  ['text', /'(?:[^']|'')*'/y],
  ['comparison', /!=|<=|>=|=|<|>/y],
  ['mark', /[(),;]/y],
  ['number', /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y],
  ['name', new RegExp(`${namePart}(?:\\.${namePart})*`, 'y')],
  ['odd', /\S/y],
]

const keywords = new Set(['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'LIKE', 'ILIKE', 'RLIKE', 'BETWEEN'])

const tokenAt = (text: string, at: number): SearchToken | null => {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const raw = pattern.exec(text)?.[0]
    if (raw === undefined) continue
    if (kind === 'number') return { kind, raw, at, value: Number(raw) }
    if (kind === 'name' && keywords.has(raw.toUpperCase())) return { kind: 'keyword', raw: raw.toUpperCase(), at }
    return { kind, raw, at }
  }
  return null
}

/** Takes a search apart. What is nothing it knows comes as `odd`: the parser says where. */
export const searchTokens = (text: string): readonly SearchToken[] => {
  const tokens: SearchToken[] = []
  let at = 0
  while (at < text.length) {
    const token = tokenAt(text, at)
    if (token === null) at += 1
    else {
      tokens.push(token)
      at = token.at + token.raw.length
    }
  }
  return tokens
}
