import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Call, Caller } from './route.ts'

export type ServerCalls = {
  /** The call of who has this token; null where nobody has it. Null is also asked for, where a request brings none. */
  callOf(token: string | null): Promise<Call | null>
  onDefect(error: unknown): void
}

/** A server on the loopback interface. */
export type TrackingServer = { readonly port: number; close(): Promise<void> }

const listen = (server: Server, port: number): Promise<Error | null> =>
  new Promise((resolve) => {
    server.once('error', resolve)
    server.listen({ port, host: '127.0.0.1' }, () => resolve(null))
  })

/**
 * Begins to listen on the loopback interface.
 *
 * @param port 0 = one the system chooses
 * @throws where the port is taken
 */
export const startTrackingServer = async (port: number, calls: ServerCalls): Promise<TrackingServer> => {
  const server = createServer((request, response) => {
    // Every run has a server, and most are never called.
    import('./answer-request.ts')
      .then(({ answerRequest }) => answerRequest(request, response, calls))
      .catch((error: unknown) => {
        calls.onDefect(error)
        response.destroy()
      })
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 0
  server.keepAliveTimeout = 30_000
  server.maxConnections = 500
  const failure = await listen(server, port)
  if (failure !== null) throw failure
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const nobody: Caller = { runId: null, pipelineUuid: null, blockUuid: null }
