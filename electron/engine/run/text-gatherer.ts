/** Bytes a gatherer begins with: the log of most blocks fits in. */
const firstBytes = 4 * 1024
/** A buffer that grew beyond this is given back once it was written. */
const keptBytes = 1024 * 1024
/** UTF-8 takes at most this many bytes for a character of a string. */
const bytesPerCharacter = 3

export type TextGatherer = {
  add(text: string): void
  /** Bytes gathered since the last `take`. */
  length(): number
  /** What was gathered, valid until the next but one `take`: two buffers are used in turns. */
  take(): Buffer
}

/**
 * Gathers text as bytes outside JavaScript's heap. Pieces of text kept until they are written would outlive the collection of young
 * objects, and by how much does that V8 makes the room for young objects larger and larger: a flood of lines would grow the process.
 */
export const createTextGatherer = (): TextGatherer => {
  let filling: Buffer | null = null
  let other: Buffer | null = null
  let length = 0

  const room = (needed: number): Buffer => {
    if (filling !== null && filling.length - length >= needed) return filling
    let size = filling?.length ?? firstBytes
    while (size - length < needed) size *= 2
    const larger = Buffer.allocUnsafe(size)
    filling?.copy(larger, 0, 0, length)
    filling = larger
    return larger
  }
  const kept = (buffer: Buffer | null): Buffer | null => (buffer !== null && buffer.length <= keptBytes ? buffer : null)

  return {
    add: (text) => {
      const most = text.length * bytesPerCharacter
      const isRoom = filling !== null && filling.length - length >= most
      length += room(isRoom ? most : Buffer.byteLength(text)).write(text, length)
    },
    length: () => length,
    take: () => {
      const taken = filling?.subarray(0, length) ?? Buffer.alloc(0)
      const next = kept(other)
      other = filling
      filling = next
      length = 0
      return taken
    },
  }
}
