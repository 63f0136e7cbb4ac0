/** A place in a file of the project that a line of a traceback names. */
export type TracebackLink = {
  /** Project-relative. */
  readonly path: string
  readonly line: number
  /** The part of the text that is the link. */
  readonly start: number
  readonly end: number
}

const pythonFrame = /File "([^"]+)", line (\d+)/
const plainPlace = /(^|[\s(])((?:[\w.-]+\/)+[\w.-]+\.(?:py|sql|r|yaml|yml)):(\d+)/

const insideProject = (path: string, projectPath: string): string | null => {
  const normal = path.replaceAll('\\', '/')
  const root = `${projectPath.replaceAll('\\', '/').replace(/\/$/, '')}/`
  if (normal.startsWith(root)) return normal.slice(root.length)
  return /^(\/|[A-Za-z]:)/.test(normal) || normal.startsWith('<') ? null : normal
}

/**
 * Finds `File "…", line 14` (Python) or `transformers/x.py:14` in a log line, where the file is of the project.
 *
 * @param projectPath absolute path of the project folder
 */
export const findTracebackLink = (text: string, projectPath: string): TracebackLink | null => {
  const frame = pythonFrame.exec(text)
  if (frame?.[1] !== undefined) {
    const path = insideProject(frame[1], projectPath)
    return path === null
      ? null
      : { path, line: Number(frame[2]), start: frame.index, end: frame.index + frame[0].length }
  }
  const place = plainPlace.exec(text)
  if (place?.[2] === undefined) return null
  const start = place.index + (place[1] ?? '').length
  return { path: place[2], line: Number(place[3]), start, end: place.index + place[0].length }
}
