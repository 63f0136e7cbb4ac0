import { EventEmitter } from 'node:events'
import type { EventName, EventPayload } from '#shared/contract/events.ts'

/** The engine's half of the contract's events. Hosts forward them; a listener that throws is a bug and is logged, never felt by the engine. */
export type EngineEvents = {
  emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void
  /** Returns its own undo. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void
  /** Every event, for a host that forwards all. Returns its own undo. */
  onAny(listener: <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void): () => void
}

export type Logger = {
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}

type AnyListener = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void

/** Makes the emitter of one engine. */
export const createEngineEvents = (logger: Logger): EngineEvents => {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  const anyListeners = new Set<AnyListener>()
  const guarded = (call: () => void, name: string) => {
    try {
      call()
    } catch (error) {
      logger.error('an event listener threw', { event: name, error: String(error) })
    }
  }
  return {
    emit: (name, payload) => {
      for (const listener of emitter.listeners(name)) guarded(() => listener(payload), name)
      for (const listener of anyListeners) guarded(() => listener(name, payload), name)
    },
    on: (name, listener) => {
      emitter.on(name, listener)
      return () => emitter.off(name, listener)
    },
    onAny: (listener) => {
      anyListeners.add(listener)
      return () => anyListeners.delete(listener)
    },
  }
}
