import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'

const notePath = (path: string): string => `${path}.closed`

/** What tells a file from what anybody else makes of it; null where it is open, or was not closed in order. */
const stampOf = (path: string): string | null => {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (facts === undefined || existsSync(`${path}-wal`)) return null
  return `${facts.ino} ${facts.size} ${facts.mtimeNs}`
}

/** Notes beside a database file how it was when its last connection was closed. */
export const noteClosed = (path: string): void => {
  try {
    const stamp = stampOf(path)
    if (stamp !== null) writeFileSync(notePath(path), stamp)
  } catch {
    // Without the note the file is checked when it is opened next.
  }
}

/** Whether a database file, which must not be open yet, is as `noteClosed` found it: nobody wrote to it since. */
export const isAsClosed = (path: string): boolean => {
  try {
    const stamp = stampOf(path)
    return stamp !== null && readFileSync(notePath(path), 'utf8') === stamp
  } catch {
    return false
  }
}
