/** A path that matches, the better the higher. */
type Scored = { readonly path: string; readonly score: number }

/** Paths looked at before the event loop has its turn. */
const slice = 10_000

/**
 * The best matches of a query among paths. Every letter must occur in order; letters that follow each other, begin a word or lie in the
 * file's name count more. Words parted by spaces match each for itself.
 */
export const fuzzySearch = async (
  paths: Iterable<string>,
  query: string,
  limit: number,
): Promise<readonly string[]> => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  let best: Scored[] = []
  let seen = 0
  for (const path of paths) {
    const score = scoreOf(path, words)
    if (score !== null) best.push({ path, score })
    if (best.length > 8 * limit + 1000) best = bestOf(best, limit)
    seen += 1
    if (seen % slice === 0) await new Promise((turn) => setImmediate(turn))
  }
  return bestOf(best, limit).map(({ path }) => path)
}

const bestOf = (found: Scored[], limit: number): Scored[] =>
  found.sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1)).slice(0, limit)

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
