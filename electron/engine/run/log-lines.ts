import { type FileHandle, open } from 'node:fs/promises'

const chunkBytes = 256 * 1024
const lineEnd = 0x0a

/** Where a line of a big file begins, so that reading can start near it. */
type Checkpoint = { readonly line: number; readonly offset: number }

export type LineIndex = { readonly lines: number; readonly checkpoints: readonly Checkpoint[] }

const openOrNull = async (path: string): Promise<FileHandle | null> => {
  try {
    return await open(path, 'r')
  } catch {
    return null
  }
}

async function* chunksOf(file: FileHandle, start: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(chunkBytes)
  for (let offset = start; ; ) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, offset)
    if (bytesRead === 0) return
    offset += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** Counts the whole lines of a file without reading them as text. A missing file has none. */
export const indexLines = async (path: string): Promise<LineIndex> => {
  const file = await openOrNull(path)
  if (file === null) return { lines: 0, checkpoints: [] }
  try {
    let lines = 0
    let chunkStart = 0
    const checkpoints: Checkpoint[] = [{ line: 0, offset: 0 }]
    for await (const chunk of chunksOf(file, 0)) {
      let last = -1
      for (let at = chunk.indexOf(lineEnd); at >= 0; at = chunk.indexOf(lineEnd, at + 1)) {
        lines += 1
        last = at
      }
      if (last >= 0) checkpoints.push({ line: lines, offset: chunkStart + last + 1 })
      chunkStart += chunk.length
    }
    return { lines, checkpoints }
  } finally {
    await file.close()
  }
}

/** The last checkpoint at or before a line. */
const checkpointBefore = (checkpoints: readonly Checkpoint[], line: number): Checkpoint => {
  let low = 0
  let high = checkpoints.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((checkpoints[middle]?.line ?? 0) <= line) low = middle
    else high = middle - 1
  }
  return checkpoints[low] ?? { line: 0, offset: 0 }
}

export type NumberedLine = { readonly line: number; readonly text: string }

/** Joins chunks of bytes to whole lines; what follows the last line end is kept for the next chunk. */
const createLineJoiner = () => {
  let rest: Buffer[] = []
  return function* join(chunk: Buffer): Generator<string> {
    let from = 0
    for (let at = chunk.indexOf(lineEnd); at >= 0; at = chunk.indexOf(lineEnd, from)) {
      const piece = chunk.subarray(from, at)
      yield (rest.length === 0 ? piece : Buffer.concat([...rest, piece])).toString('utf8')
      rest = []
      from = at + 1
    }
    // A copy: the chunk's memory is used again.
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)))
  }
}

/**
 * The whole lines of a file from a line on, one by one: a file of any size takes the memory of a chunk and of its longest line. A last
 * line that is still being written is left out.
 */
export async function* linesFrom(path: string, first: number, index: LineIndex): AsyncGenerator<NumberedLine> {
  const file = await openOrNull(path)
  if (file === null) return
  try {
    const start = checkpointBefore(index.checkpoints, first)
    let { line } = start
    const join = createLineJoiner()
    for await (const chunk of chunksOf(file, start.offset)) {
      for (const text of join(chunk)) {
        if (line >= first) yield { line, text }
        line += 1
      }
    }
  } finally {
    await file.close()
  }
}
