import { once } from 'node:events'
import type { Socket } from 'node:net'
import {
  createRunnerHost,
  type RunnerEvent,
  type RunnerHostOptions,
  supervisorMark,
} from '#engine/python/runner-host.ts'
import { createRunnerSockets } from '#engine/python/runner-sockets.ts'
import type {
  BlockProcess,
  BlockProcessEnd,
  BlockProcesses,
  BlockProcessListener,
  BlockStart,
  Channel,
} from './block-process.ts'
import { deferred } from './deferred.ts'
import { endMarkedProcesses } from './process-marks.ts'

type Entry = {
  readonly listener: BlockProcessListener
  readonly connected: Map<Channel, Socket>
  readonly finish: (end: BlockProcessEnd) => void
  readonly allConnected: () => void
  readonly waitForChannels: Promise<void>
  readonly ended: Promise<BlockProcessEnd>
  isEnding: boolean
}

const channelCount = 3
/** Connections made just before a process died may still wait to be accepted. */
const lateConnectionMs = 500

const newEntry = (listener: BlockProcessListener): Entry => {
  const channels = deferred<void>()
  const end = deferred<BlockProcessEnd>()
  return {
    listener,
    connected: new Map(),
    allConnected: channels.resolve,
    waitForChannels: channels.promise,
    ended: end.promise,
    finish: end.resolve,
    isEnding: false,
  }
}

const readToEnd = async (entry: Entry): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, lateConnectionMs)
  })
  await Promise.race([entry.waitForChannels, late])
  clearTimeout(timer)
  await Promise.all([...entry.connected.values()].map((socket) => (socket.closed ? null : once(socket, 'close'))))
}

const lostEnd = (lost: string): BlockProcessEnd => ({
  code: null,
  signal: null,
  peakMemoryBytes: null,
  leftovers: 0,
  breach: null,
  lost,
})

/** The block runs that a supervisor has going, by id. */
const createEntries = () => {
  const entries = new Map<string, Entry>()
  const end = async (id: string, result: BlockProcessEnd) => {
    const entry = entries.get(id)
    if (entry === undefined || entry.isEnding) return
    entry.isEnding = true
    await readToEnd(entry)
    entries.delete(id)
    entry.finish(result)
  }
  return {
    entries,
    end,
    onChannel: (id: string, channel: Channel, socket: Socket) => {
      const entry = entries.get(id)
      if (entry === undefined || entry.connected.has(channel)) {
        socket.destroy()
        return
      }
      entry.connected.set(channel, socket)
      entry.listener.channel(channel, socket)
      if (entry.connected.size === channelCount) entry.allConnected()
    },
    onEvent: (event: RunnerEvent) => {
      if (event.event === 'exited') {
        const { code, signal, peakMemoryBytes, leftovers, breach } = event
        void end(event.id, { code, signal, peakMemoryBytes, leftovers, breach, lost: null })
      } else if (event.event === 'error') {
        void end(event.id, lostEnd(`The block's process could not be started: ${event.message}`))
      }
    },
  }
}

/** What of an environment is not as the supervisor has it; null removes a variable. */
const environmentChanges = (
  has: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): Record<string, string | null> => {
  const changes: Record<string, string | null> = {}
  for (const [name, value] of Object.entries(wanted)) if (has[name] !== value) changes[name] = value
  for (const name of Object.keys(has)) if (!(name in wanted)) changes[name] = null
  return changes
}

/**
 * Starts a warm supervisor and gives block processes that it forks.
 *
 * Where it dies, every block run it had going ends as lost, but not before a scan finds none of their processes.
 */
export const createSupervisorProcesses = async (options: RunnerHostOptions): Promise<BlockProcesses> => {
  const { entries, end, onChannel, onEvent } = createEntries()
  // Before the sockets: it takes its time to start.
  const host = createRunnerHost(options)
  host.onEvent(onEvent)
  const sockets = await createRunnerSockets(onChannel).catch(async (error: unknown) => {
    await host.dispose()
    throw error
  })
  await host.ready

  const loaded = new Set<string>()

  const loseAll = async (reason: string) => {
    const ids = [...entries.keys()]
    if (ids.length === 0) return
    // Asked only now: a supervisor that ends in order has ended its descendants itself.
    const own = supervisorMark(options).slice(options.projectId.length + 1)
    await endMarkedProcesses(options.projectId, (mark) => ids.includes(mark) || mark === own)
    const words = `The supervisor of ${options.interpreter} ended while the block ran (${reason}).`
    await Promise.all(ids.map((id) => end(id, lostEnd(words))))
  }
  const lost = host.gone.then(loseAll)

  const start = (blockStart: BlockStart, listener: BlockProcessListener): BlockProcess => {
    const { id } = blockStart
    const environment = environmentChanges(options.environment, blockStart.environment)
    const entry = newEntry(listener)
    entries.set(id, entry)
    host.send({ command: 'start', ...blockStart, environment, socket: sockets.path, quiet: true })
    // Started at the very moment the supervisor died: `gone` has been handled already.
    if (!host.isAlive()) void host.gone.then(loseAll)
    return {
      watchesLimits: true,
      ended: entry.ended,
      cancel: (graceMs) => {
        host.send({ command: 'cancel', id, graceMs })
      },
    }
  }

  return {
    start,
    isUsable: () => host.isAlive(),
    preload: (modules) => {
      const wanted = modules.filter((module) => !loaded.has(module))
      for (const module of wanted) loaded.add(module)
      if (wanted.length > 0) host.send({ command: 'preload', modules: wanted })
    },
    idle: async () => {
      await Promise.all([...entries.values()].map((entry) => entry.ended))
    },
    dispose: async () => {
      await host.dispose()
      await lost
      await sockets.dispose()
    },
  }
}
