/** A path that matches, the better the higher. */
export type Scored = { readonly path: string; readonly score: number }

/**
 * The best matches of a query among paths. Every letter must occur in order; letters that follow each other, begin a word or lie in the
 * file's name count more. Words parted by spaces match each for itself.
 */
export const fuzzySearch = (paths: Iterable<string>, query: string, limit: number): readonly string[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found: Scored[] = []
  for (const path of paths) {
    const score = scoreOf(path, words)
    if (score !== null) found.push({ path, score })
  }
  found.sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
  return found.slice(0, limit).map(({ path }) => path)
}

const scoreOf = (path: string, words: readonly string[]): number | null => {
  const lower = path.toLowerCase()
  let total = 0
  for (const word of words) {
    const score = scoreOfWord(lower, word)
    if (score === null) return null
    total += score
  }
  return total
}

const scoreOfWord = (path: string, word: string): number | null => {
  const name = path.lastIndexOf('/') + 1
  const whole = path.indexOf(word, name)
  if (whole >= 0)
    return 1000 - (whole - name) + (whole === name ? 200 : 0) + (path.length === name + word.length ? 100 : 0)
  const inPath = path.indexOf(word)
  if (inPath >= 0) return 600 - inPath
  const inName = scoreOfLetters(path, word, name)
  return inName === null ? scoreOfLetters(path, word, 0) : inName + 100
}

/** Letters in order, as early as possible from `start`. */
const scoreOfLetters = (path: string, word: string, start: number): number | null => {
  let score = 0
  let at = start - 1
  for (const letter of word) {
    const next = path.indexOf(letter, at + 1)
    if (next < 0) return null
    if (next === at + 1) score += 8
    else if (next === 0 || /[/_.\- ]/.test(path[next - 1] ?? '')) score += 6
    else score += 1
    at = next
  }
  return score
}
