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

provide(Symbol, 'dispose', Symbol.for('Symbol.dispose'))
provide(Symbol, 'asyncDispose', Symbol.for('Symbol.asyncDispose'))
provide(events, 'addAbortListener', addAbortListener)
provide(stream, 'getDefaultHighWaterMark', (objectMode: boolean) => (objectMode ? 16 : 16 * 1024))
provide(Set.prototype, 'union', function (this: Set<unknown>, other: Iterable<unknown>) {
  return new Set([...this, ...other])
})
