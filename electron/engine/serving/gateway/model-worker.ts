import type { Json } from '#shared/model/json.ts'
import { writeFrame } from './frames.ts'
import type { WorkerConnection } from './worker-hub.ts'

/** What Python answers to one batch; see `pipewright_serving/README.md`. */
export type WorkerReply =
  | {
      readonly ok: true
      /** Milliseconds the model took. */
      readonly ms: number
      readonly predictions: Json
      /** Whether `predictions` is a list with one entry per row. */
      readonly byRow: boolean
      /** Per row, in the order of the classes. */
      readonly probabilities: readonly Json[] | null
    }
  | {
      readonly ok: false
      readonly ms: number
      readonly error: { readonly type: string; readonly message: string; readonly traceback: string }
    }

/** One Python worker: answers one batch at a time. */
export type ModelWorker = {
  readonly pid: number
  readonly classes: readonly Json[] | null
  /** Null where the worker is lost before it answered. */
  ask(message: Readonly<Record<string, unknown>>): Promise<WorkerReply | null>
  /** Ends it at once, whatever it does. */
  kill(): void
  onLost(listener: () => void): void
}

/** Makes a worker of its connection. */
export const createModelWorker = (connection: WorkerConnection, kill: () => void): ModelWorker => {
  const { hello, socket } = connection
  const listeners: (() => void)[] = []
  let answer: ((reply: WorkerReply | null) => void) | null = null
  let isLost = false
  const settle = (reply: WorkerReply | null) => {
    const waiting = answer
    answer = null
    waiting?.(reply)
  }
  connection.onMessage((message) => settle(message as WorkerReply))
  socket.once('close', () => {
    isLost = true
    settle(null)
    for (const listener of listeners) listener()
  })
  return {
    pid: hello.pid,
    classes: hello.classes,
    ask: (message) =>
      new Promise((resolve) => {
        if (isLost) {
          resolve(null)
          return
        }
        answer = resolve
        writeFrame(socket, message)
      }),
    kill: () => {
      kill()
      socket.destroy()
    },
    onLost: (listener) => {
      if (isLost) listener()
      else listeners.push(listener)
    },
  }
}
