import diagnostics, { type Channel } from 'node:diagnostics_channel'
import events from 'node:events'
import stream from 'node:stream'

/**
 * What our libraries take for granted and Node 18 (inside Electron 25) and Node 20 do not have. Loaded before everything else by the
 * built entries; newer runtimes keep their own.
 */
const provide = (target: object, name: PropertyKey, value: unknown): void => {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true })
}

const addAbortListener = (signal: AbortSignal, listener: (event: Event) => void): Disposable => {
  if (signal.aborted) queueMicrotask(() => listener(new Event('abort')))
  else signal.addEventListener('abort', listener, { once: true })
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) }
}

/** Channels of a traced operation, as far as our libraries use them: to ask whether anybody listens, and to publish. */
const tracingChannel = (name: string) => {
  const parts = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const
  const channels = parts.map((part): [string, Channel] => [part, diagnostics.channel(`tracing:${name}:${part}`)])
  const isHeard = { get: () => channels.some(([, channel]) => channel.hasSubscribers) }
  return Object.defineProperty(Object.fromEntries(channels), 'hasSubscribers', isHeard)
}

provide(diagnostics, 'tracingChannel', tracingChannel)
provide(Symbol, 'dispose', Symbol.for('Symbol.dispose'))
provide(Symbol, 'asyncDispose', Symbol.for('Symbol.asyncDispose'))
provide(events, 'addAbortListener', addAbortListener)
provide(stream, 'getDefaultHighWaterMark', (objectMode: boolean) => (objectMode ? 16 : 16 * 1024))
provide(Set.prototype, 'union', function (this: Set<unknown>, other: Iterable<unknown>) {
  return new Set([...this, ...other])
})
