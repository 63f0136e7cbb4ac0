import { create } from 'zustand'
import type { EventPayload } from '#shared/contract/events.ts'

type Progress = EventPayload<'environment.progressed'>

/** Lines kept of an installation; the newest tell what goes on. */
const keptLines = 2000

/** The making of an environment: what it says while it goes on and how it ended. */
type EnvironmentState = {
  readonly operationId: string | null
  readonly state: Progress['state']
  readonly lines: readonly { readonly number: number; readonly text: string }[]
  readonly message: string | null
}

const idle: EnvironmentState = { operationId: null, state: 'running', lines: [], message: null }

export const useEnvironmentStore = create<EnvironmentState>()(() => idle)

/** Takes a line or the end of an operation. Another operation than the known one starts anew. */
export const takeEnvironmentProgress = (progress: Progress): void =>
  useEnvironmentStore.setState((known) => {
    const before = known.operationId === progress.operationId ? known.lines : []
    const number = (before.at(-1)?.number ?? 0) + 1
    const lines = progress.line === '' ? before : [...before, { number, text: progress.line }].slice(-keptLines)
    return { operationId: progress.operationId, state: progress.state, lines, message: progress.message }
  })

/** Forgets what an earlier operation said. */
export const resetEnvironment = (): void => useEnvironmentStore.setState(idle)
