/** Rows of a CSV text (RFC 4180): quotes may hold separators, line ends and doubled quotes. */
export const parseCsv = (text: string, separator: string): string[][] => {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = () => {
    row.push(cell)
    cell = ''
  }
  const endRow = () => {
    endCell()
    rows.push(row)
    row = []
  }
  const plain = (character: string) => {
    if (character === separator) endCell()
    else if (character === '\n') endRow()
    else if (character === '"' && cell === '') isQuoted = true
    else if (character !== '\r') cell += character
  }
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (!isQuoted) plain(character)
    else if (character !== '"') cell += character
    else if (text.charAt(at + 1) === '"') {
      cell += '"'
      at += 1
    } else isQuoted = false
  }
  if (cell !== '' || row.length > 0) endRow()
  return rows
}
