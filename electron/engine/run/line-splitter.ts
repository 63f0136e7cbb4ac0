/** A line longer than this is cut into several: a block that prints without line ends must not fill the memory. */
export const longestLine = 1024 * 1024

/** Begins a frame of the runner: a line of JSON between the lines of user text. */
const frameMark = 0x1e
const lineEnd = 0x0a
const carriageReturn = 0x0d

export type SplitHandlers = {
  /** A line of user text, whole. */
  text(line: string): void
  /** The JSON of a frame. False where it is none: then it is user text. */
  frame?(json: string): boolean
  /** The unfinished last line, where it was rewritten by `\r`: what a terminal would show now. */
  rewritten?(line: string): void
}

/** Bytes that continue a UTF-8 character. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80

/** Where a piece of at most `limit` bytes can end without cutting a character in two. */
const characterCut = (bytes: Buffer, limit: number): number => {
  let cut = limit
  while (cut > limit - 4 && isContinuation(bytes[cut] ?? 0)) cut -= 1
  return cut
}

/** What a terminal shows of a line in which `\r` goes back to its beginning. */
export const afterRewriting = (line: string): string => {
  const end = line.endsWith('\r') ? line.slice(0, -1) : line
  const last = end.lastIndexOf('\r')
  return last < 0 ? end : end.slice(last + 1)
}

const nothing = Buffer.alloc(0)

/**
 * Gives all whole lines in one conversion, which is what makes floods cheap, and one after another, so that none waits in memory for the
 * others; returns the unfinished one.
 */
const giveWholeLines = (bytes: Buffer, text: (line: string) => void): Buffer => {
  const end = bytes.lastIndexOf(lineEnd)
  if (end < 0) return bytes
  const lines = bytes.toString('utf8', 0, end + 1)
  for (let from = 0, to = lines.indexOf('\n'); to >= 0; from = to + 1, to = lines.indexOf('\n', from))
    text(afterRewriting(lines.slice(from, to)))
  return bytes.subarray(end + 1)
}

const cutLongLine = (bytes: Buffer, text: (line: string) => void): Buffer => {
  let rest = bytes
  while (rest.length > longestLine) {
    const cut = characterCut(rest, longestLine)
    text(afterRewriting(rest.toString('utf8', 0, cut)))
    rest = rest.subarray(cut)
  }
  return rest
}

/**
 * Cuts a stream of bytes into lines and frames. Invalid UTF-8 comes out as U+FFFD. A frame may follow an unfinished line of text, which
 * then goes on behind it.
 */
export const createLineSplitter = (handlers: SplitHandlers) => {
  let rest: Buffer = nothing
  /** Text before the frame that `rest` begins; null outside frames. */
  let interrupted: Buffer | null = null

  const leaveText = (): boolean => {
    const mark = handlers.frame === undefined ? -1 : rest.indexOf(frameMark)
    if (mark < 0) {
      rest = giveWholeLines(rest, handlers.text)
      return false
    }
    interrupted = giveWholeLines(rest.subarray(0, mark), handlers.text)
    rest = rest.subarray(mark + 1)
    return true
  }
  const leaveFrame = (before: Buffer): boolean => {
    const end = rest.indexOf(lineEnd)
    if (end < 0 && rest.length <= longestLine * 4) return false
    const cut = end < 0 ? rest.length : end
    const json = rest.toString('utf8', 0, cut)
    if (handlers.frame?.(json) !== true) handlers.text(`\x1e${json}`)
    const after = rest.subarray(cut + 1)
    rest = before.length === 0 ? after : Buffer.concat([before, after])
    interrupted = null
    return true
  }
  const step = () => (interrupted === null ? leaveText() : leaveFrame(interrupted))

  return {
    write: (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      while (step());
      if (interrupted !== null) return
      rest = cutLongLine(rest, handlers.text)
      if (rest.includes(carriageReturn)) handlers.rewritten?.(afterRewriting(rest.toString('utf8')))
    },
    /** Gives what is left without a line end. */
    end: () => {
      const left = interrupted === null ? rest : Buffer.concat([interrupted, rest])
      interrupted = null
      rest = nothing
      if (left.length > 0) handlers.text(afterRewriting(left.toString('utf8')))
    },
  }
}
