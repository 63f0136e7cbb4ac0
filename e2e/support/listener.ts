import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on this machine that nothing of ours may ever ask. */
export type Listener = AsyncDisposable & {
  /** Such as `http://127.0.0.1:4711`. */
  readonly address: string
  /** What was asked for, one path a request. */
  readonly heard: readonly string[]
}

/** Starts the server; it ends with `await using`. */
export const listener = async (): Promise<Listener> => {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*')
    response.end('window.hacked = true')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    heard,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
