import type { Socket } from 'node:net'

const headBytes = 4
/** No answer of a model is larger; a length beyond it is no frame of ours. */
const largestFrame = 512 * 1024 * 1024

/** Sends a message after its length, as `pipewright_serving/frames.py` reads it. */
export const writeFrame = (socket: Socket, message: unknown): void => {
  const body = Buffer.from(JSON.stringify(message))
  const head = Buffer.allocUnsafe(headBytes)
  head.writeUInt32BE(body.length)
  socket.cork()
  socket.write(head)
  socket.write(body)
  socket.uncork()
}

/**
 * Cuts what comes over a connection into messages. Chunks are joined once per message, so that a large answer costs no more than its
 * length. A connection that sends no frames is destroyed.
 */
export const readFrames = (socket: Socket, onMessage: (message: unknown) => void): void => {
  let chunks: Buffer[] = []
  let length = 0
  let wanted = headBytes
  const take = (): Buffer => {
    const joined = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
    const rest = joined.subarray(wanted)
    chunks = rest.length === 0 ? [] : [rest]
    length = rest.length
    return joined.subarray(0, wanted)
  }
  let isHead = true
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    while (length >= wanted) {
      const data = take()
      if (!isHead) {
        onMessage(JSON.parse(data.toString('utf8')))
        wanted = headBytes
      } else {
        wanted = data.readUInt32BE(0)
        if (wanted > largestFrame) {
          socket.destroy()
          return
        }
      }
      isHead = !isHead
    }
  })
}
