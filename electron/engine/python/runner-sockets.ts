import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel } from '#engine/run/block-process.ts'
import { parseRecord } from '#engine/run/ndjson.ts'

export type RunnerSockets = {
  readonly path: string
  dispose(): Promise<void>
}

/** Longest address of a unix socket on macOS, ending zero included; Linux takes 108. */
const longestPath = 103
const longestHello = 4096

const isChannel = (value: unknown): value is Channel => value === 'stdout' || value === 'stderr' || value === 'control'

/** A folder only this user can enter: whoever can connect could pose as a block. */
const socketFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipewright-'))
  if (join(folder, 'engine.sock').length <= longestPath) return folder
  await rm(folder, { recursive: true, force: true })
  return mkdtemp('/tmp/pipewright-')
}

type Place = { readonly path: string; readonly folder: string | null }

/** Windows has named pipes: others may not write to them, and cannot guess their names. */
const socketPlace = async (): Promise<Place> => {
  if (process.platform === 'win32') {
    const { randomUUID } = await import('node:crypto')
    return { path: `\\\\.\\pipe\\pipewright-${randomUUID()}`, folder: null }
  }
  const folder = await socketFolder()
  return { path: join(folder, 'engine.sock'), folder }
}

/** Reads the first line of a connection, which says whose it is, and hands on the rest. */
const greet = (socket: Socket, onChannel: (id: string, channel: Channel, socket: Socket) => void): void => {
  let head = Buffer.alloc(0)
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf(10)
    if (end < 0) {
      if (head.length > longestHello) socket.destroy()
      return
    }
    socket.off('data', onData)
    socket.pause()
    const hello = parseRecord(head.subarray(0, end).toString())
    if (typeof hello?.id !== 'string' || !isChannel(hello.channel)) {
      socket.destroy()
      return
    }
    if (end + 1 < head.length) socket.unshift(head.subarray(end + 1))
    onChannel(hello.id, hello.channel, socket)
    socket.resume()
  }
  socket.on('data', onData)
  // A block that was killed resets its connections; the exit event tells more.
  socket.on('error', () => socket.destroy())
}

const closeServer = async (server: Server): Promise<void> => {
  server.close()
  await once(server, 'close')
}

/** Listens where block processes bring their stdout, stderr and control channel. */
export const createRunnerSockets = async (
  onChannel: (id: string, channel: Channel, socket: Socket) => void,
): Promise<RunnerSockets> => {
  const { path, folder } = await socketPlace()
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    greet(socket, onChannel)
  })
  server.listen({ path, backlog: 512 })
  await once(server, 'listening')
  return {
    path,
    dispose: async () => {
      for (const socket of open) socket.destroy()
      await closeServer(server)
      if (folder !== null) await rm(folder, { recursive: true, force: true })
    },
  }
}
