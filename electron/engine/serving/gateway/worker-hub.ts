import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { readFrames } from './frames.ts'

/** Where Python workers connect to: a unix socket, or a port where Python has none of those (Windows). */
export type HubAddress = { readonly path: string } | { readonly port: number }

const helloSchema = z.object({
  secret: z.string(),
  index: z.number().int(),
  pid: z.number().int(),
  /** Why the call that warms the model up failed. */
  warning: z.string().nullable(),
  /** Names of the classes probabilities are of. */
  classes: z.array(z.json()).nullable(),
})
export type Hello = z.infer<typeof helloSchema>

export type WorkerConnection = {
  readonly hello: Hello
  readonly socket: Socket
  /** Called with every further message. */
  onMessage(listener: (message: unknown) => void): void
}

/** Lets the workers of all groups in; each group is known by its secret. */
export type WorkerHub = {
  readonly address: HubAddress
  /** @returns the secret workers of this group must know */
  expect(onConnection: (connection: WorkerConnection) => void): string
  forget(secret: string): void
  close(): Promise<void>
}

/** Longest address of a unix socket on macOS, ending zero included; Linux takes 108. */
const longestPath = 103
/** Milliseconds a connection may take to say who it is. */
const helloMs = 10_000

/** A folder only this user can enter. */
const socketFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipewright-serving-'))
  if (join(folder, 'gateway.sock').length <= longestPath) return folder
  await rm(folder, { recursive: true, force: true })
  return mkdtemp('/tmp/pipewright-serving-')
}

const greet = (socket: Socket, groups: ReadonlyMap<string, (connection: WorkerConnection) => void>): void => {
  let listener: ((message: unknown) => void) | null = null
  const timer = setTimeout(() => socket.destroy(), helloMs)
  socket.once('close', () => clearTimeout(timer))
  // A worker that was killed resets its connection; its group tells of it.
  socket.on('error', () => socket.destroy())
  socket.setNoDelay(true)
  readFrames(socket, (message) => {
    if (listener !== null) {
      listener(message)
      return
    }
    clearTimeout(timer)
    const hello = helloSchema.safeParse(message)
    const welcome = hello.success ? groups.get(hello.data.secret) : undefined
    if (!hello.success || welcome === undefined) {
      socket.destroy()
      return
    }
    listener = () => undefined
    welcome({
      hello: hello.data,
      socket,
      onMessage: (wanted) => {
        listener = wanted
      },
    })
  })
}

const listen = async (server: Server): Promise<{ address: HubAddress; folder: string | null }> => {
  if (process.platform === 'win32') {
    server.listen({ host: '127.0.0.1', port: 0 })
    await once(server, 'listening')
    const bound = server.address()
    return { address: { port: typeof bound === 'object' && bound !== null ? bound.port : 0 }, folder: null }
  }
  const folder = await socketFolder()
  const path = join(folder, 'gateway.sock')
  server.listen({ path, backlog: 512 })
  await once(server, 'listening')
  return { address: { path }, folder }
}

/** Listens for workers; only who knows the secret of a group is let in. */
export const createWorkerHub = async (): Promise<WorkerHub> => {
  const groups = new Map<string, (connection: WorkerConnection) => void>()
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    greet(socket, groups)
  })
  const { address, folder } = await listen(server)
  return {
    address,
    expect: (onConnection) => {
      const secret = randomBytes(24).toString('hex')
      groups.set(secret, onConnection)
      return secret
    },
    forget: (secret) => {
      groups.delete(secret)
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
      if (folder !== null) await rm(folder, { recursive: true, force: true })
    },
  }
}
