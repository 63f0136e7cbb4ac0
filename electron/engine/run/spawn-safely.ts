import type { ChildProcess } from 'node:child_process'

/**
 * Starts a process, or says why the system would not: some causes (no memory, too many processes) are thrown at once, while a missing
 * executable is told by an event of the child.
 */
export const spawnSafely = (executable: string, start: () => ChildProcess): ChildProcess | string => {
  try {
    return start()
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return `${executable} could not be started: ${words}`
  }
}
