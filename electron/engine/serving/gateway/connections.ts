import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps the number of open connections below a limit. For a new one too many the one is closed that has been without a request longest:
 * who opens connections and says nothing loses them, and callers are still let in.
 */
export const limitConnections = (server: Server, limit: () => number): void => {
  /** Without a request at work, in the order they became so. */
  const idle = new Set<Socket>()
  let open = 0
  server.on('connection', (socket: Socket) => {
    open += 1
    socket.once('close', () => {
      open -= 1
      idle.delete(socket)
    })
    if (open > limit()) {
      const [oldest] = idle
      // With all of them at work there is no room for another.
      ;(oldest ?? socket).destroy()
      if (oldest !== undefined) idle.delete(oldest)
    }
    idle.add(socket)
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    idle.delete(socket)
    response.once('finish', () => {
      if (!socket.destroyed) idle.add(socket)
    })
  })
}
