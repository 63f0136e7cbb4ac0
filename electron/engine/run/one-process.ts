import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createRunnerSockets } from '#engine/python/runner-sockets.ts'
import { markEnvironment } from './block-environment.ts'
import type {
  BlockProcess,
  BlockProcessEnd,
  BlockProcesses,
  BlockProcessListener,
  BlockStart,
  Channel,
} from './block-process.ts'
import { deferred } from './deferred.ts'
import { readNdjson } from './ndjson.ts'
import { writeWhole } from './write-whole.ts'

export type OneProcessOptions = {
  readonly runId: number
  readonly projectId: string
  /** Folder of the run's block runs. */
  readonly runDirectory: string
  /** Blocks are handed the objects that blocks above returned, not what was stored of them. */
  readonly keepsOutputs: boolean
  /** Where the process is started. */
  processes(): Promise<BlockProcesses>
}

type Guest = {
  readonly listener: BlockProcessListener
  readonly channels: Map<Channel, Socket>
  readonly allConnected: () => void
  readonly returned: (code: number) => void
}

/** The process all blocks of a run are in, as long as it lives. */
type Host = {
  isAlive(): boolean
  run(start: BlockStart, listener: BlockProcessListener): Promise<BlockProcessEnd>
  cancel(graceMs: number): void
  /** Ends it in order, once no block runs in it. */
  close(): Promise<void>
}

/** How long an idle process has to end in order. */
const closingMs = 5_000
const channelCount = 3
/** Connections made just before a process died may still wait to be accepted. */
const lateConnectionMs = 500
const noLimits: BlockStart['limits'] = { memoryBytes: null, cpuSeconds: null, wallSeconds: null, openFiles: null }

const returnedEnd = (code: number): BlockProcessEnd => ({
  code,
  signal: null,
  peakMemoryBytes: null,
  leftovers: 0,
  breach: null,
  lost: null,
})

const lostEnd = (lost: string): BlockProcessEnd => ({ ...returnedEnd(0), code: null, lost })

/** Resolves when all that a block wrote has been read. */
const readToEnd = async ({ channels }: Guest, connected: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, lateConnectionMs)
  })
  await Promise.race([connected, late])
  clearTimeout(timer)
  await Promise.all([...channels.values()].map((socket) => (socket.closed ? null : once(socket, 'close'))))
}

/** The blocks in a process, by id, and its socket for commands, told apart as they connect. */
const createGuests = (hostId: string) => {
  const guests = new Map<string, Guest>()
  const commands = deferred<Socket>()
  const hearReplies = (socket: Socket) =>
    readNdjson(socket, ({ id, code }) => {
      if (typeof id === 'string' && typeof code === 'number') guests.get(id)?.returned(code)
    })
  return {
    guests,
    commands: commands.promise,
    onChannel: (id: string, channel: Channel, socket: Socket) => {
      const guest = guests.get(id)
      if (id === hostId) {
        hearReplies(socket)
        commands.resolve(socket)
      } else if (guest === undefined || guest.channels.has(channel)) socket.destroy()
      else {
        guest.channels.set(channel, socket)
        guest.listener.channel(channel, socket)
        if (guest.channels.size === channelCount) guest.allConnected()
      }
    },
  }
}

type HostParts = ReturnType<typeof createGuests> & { readonly process: BlockProcess }

const runIn =
  ({ guests, commands, process }: HostParts): Host['run'] =>
  async ({ id, directory }, listener) => {
    const returned = deferred<number>()
    const connected = deferred<void>()
    const guest = { listener, channels: new Map(), allConnected: connected.resolve, returned: returned.resolve }
    guests.set(id, guest)
    void commands.then((socket) => socket.write(`${JSON.stringify({ id, directory })}\n`))
    const end = await Promise.race([returned.promise.then(returnedEnd), process.ended])
    await readToEnd(guest, connected.promise)
    guests.delete(id)
    return end
  }

const startHost = async (options: OneProcessOptions, number: number, first: BlockStart): Promise<Host> => {
  const id = `${options.runId}/.process/${number}`
  const directory = join(options.runDirectory, '.process', String(number))
  const known = createGuests(id)
  const sockets = await createRunnerSockets(known.onChannel)
  await mkdir(directory, { recursive: true })
  const told = { id, socket: sockets.path, keepOutputs: options.keepsOutputs }
  await writeWhole(join(directory, 'process.json'), JSON.stringify(told))
  const processes = await options.processes()
  const environment = { ...first.environment, ...markEnvironment(options.projectId, id) }
  const start = { ...first, id, directory, environment, limits: noLimits }
  // What is written while no block runs belongs to none.
  const process = processes.start(start, { channel: (_channel, stream) => void stream.resume() })
  let isAlive = true
  const gone = process.ended.then(() => {
    isAlive = false
  })
  return {
    isAlive: () => isAlive,
    run: runIn({ ...known, process }),
    cancel: (graceMs) => process.cancel(graceMs),
    close: async () => {
      const timer = setTimeout(() => process.cancel(0), closingMs)
      void known.commands.then((socket) => socket.end())
      await gone
      clearTimeout(timer)
      await sockets.dispose()
    },
  }
}

/**
 * Runs the blocks of a run in one process, one after another, as `run_pipeline_in_one_process` asks: what a block leaves in modules, in
 * the environment or open is there for the next. A block that crashes, is cancelled or takes too long ends the process; blocks that can
 * still run do so in a new one.
 */
export const createOneProcess = (options: OneProcessOptions): BlockProcesses => {
  const hosts: Promise<Host>[] = []
  const running = new Set<Promise<unknown>>()

  const hostFor = async (start: BlockStart): Promise<Host> => {
    const last = await hosts.at(-1)
    if (last?.isAlive()) return last
    const host = startHost(options, hosts.length + 1, start)
    hosts.push(host)
    return host
  }

  const start = (blockStart: BlockStart, listener: BlockProcessListener): BlockProcess => {
    const host = hostFor(blockStart)
    const ended = host.then(
      (found) => found.run(blockStart, listener),
      (error) => lostEnd(`The process of the run could not be started: ${String(error)}`),
    )
    running.add(ended)
    void ended.finally(() => running.delete(ended))
    return {
      watchesLimits: false,
      ended,
      cancel: (graceMs) => void host.then((found) => found.cancel(graceMs)).catch(() => undefined),
    }
  }

  return {
    start,
    isUsable: () => true,
    preload: () => undefined,
    idle: async () => {
      await Promise.all(running)
    },
    dispose: async () => {
      const started = await Promise.allSettled(hosts.splice(0))
      await Promise.all(started.map((host) => (host.status === 'fulfilled' ? host.value.close() : null)))
    },
  }
}
