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

const placeAtStart = /^((?:[^:\n]+\/)?[^:/\n]+\.(?:py|sql|r|yaml|yml)):(\d+)/

/** `<project folder>/transformers/x.py:14`; the folder may hold spaces. */
const wholePlace = (text: string, projectPath: string): TracebackLink | null => {
  const root = `${projectPath.replace(/[\\/]$/, '')}/`
  const start = projectPath === '' ? -1 : text.replaceAll('\\', '/').indexOf(root.replaceAll('\\', '/'))
  const place = start < 0 ? null : placeAtStart.exec(text.slice(start + root.length))
  if (place?.[1] === undefined) return null
  const path = place[1].replaceAll('\\', '/')
  return { path, line: Number(place[2]), start, end: start + root.length + place[0].length }
}

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
  const whole = wholePlace(text, projectPath)
  if (whole !== null) return whole
  // A whole path of something else: its tail is no place of ours.
  const place = /^\s*(\/|[A-Za-z]:[\\/])/.test(text) ? null : plainPlace.exec(text)
  if (place?.[2] === undefined) return null
  const start = place.index + (place[1] ?? '').length
  return { path: place[2], line: Number(place[3]), start, end: place.index + place[0].length }
}
