import { stat } from 'node:fs/promises'

/** Milliseconds between two looks. */
const lookMs = 2_000

/** True where a file (or folder) is. */
export const isFileThere = async (path: string): Promise<boolean> => {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}

/** Files that are not there yet, by id: looked for now and then until they are, or are forgotten. */
export type ExpectedFiles = {
  /** Calls `onThere` once. A second call for the same id changes nothing. */
  expect(id: string, path: string, onThere: () => Promise<void>): void
  forget(id: string): void
  ids(): string[]
}

/** Makes an empty list. Its timers keep no process alive. */
export const createExpectedFiles = (): ExpectedFiles => {
  const timers = new Map<string, NodeJS.Timeout>()
  const forget = (id: string) => {
    clearInterval(timers.get(id))
    timers.delete(id)
  }
  const look = async (id: string, path: string, onThere: () => Promise<void>) => {
    if (!(await isFileThere(path)) || !timers.has(id)) return
    forget(id)
    await onThere()
  }
  return {
    expect: (id, path, onThere) => {
      if (timers.has(id)) return
      const timer = setInterval(() => void look(id, path, onThere), lookMs)
      timer.unref()
      timers.set(id, timer)
    },
    forget,
    ids: () => [...timers.keys()],
  }
}
