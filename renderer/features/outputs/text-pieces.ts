const pieceLength = 4000

/** Where a piece that starts at `from` ends: after a line where there is one, else after a word, else anywhere. */
const endOf = (text: string, from: number): number => {
  const limit = from + pieceLength
  if (text.length <= limit) return text.length
  const line = text.lastIndexOf('\n', limit - 1)
  if (line >= from) return line + 1
  const word = text.lastIndexOf(' ', limit - 1)
  return word >= from ? word + 1 : limit
}

/** Cuts a text into pieces that together are the text, so that the window lays out only those in view. */
export const textPieces = (text: string): readonly string[] => {
  const pieces: string[] = []
  for (let from = 0; from < text.length; ) {
    const end = endOf(text, from)
    pieces.push(text.slice(from, end))
    from = end
  }
  return pieces
}
