import { extname } from 'node:path'
import { pictureTypes } from '../files/picture-types.ts'

/** What an `artifact://` address names: a file below one block run directory. */
export type ArtifactAddress = {
  readonly projectId: string
  readonly runId: number
  readonly blockDirectory: string
  readonly attempt: number
  /** Relative to the block run directory, with `/`. */
  readonly path: string
}

/** `artifact://<project>/<run>/<block directory>/<attempt>/<path>`, each part escaped. */
export const artifactUrl = ({ projectId, runId, blockDirectory, attempt, path }: ArtifactAddress): string => {
  const parts = [String(runId), blockDirectory, String(attempt), ...path.replaceAll('\\', '/').split('/')]
  return `artifact://${projectId}/${parts.map(encodeURIComponent).join('/')}`
}

const isSafePart = (part: string): boolean =>
  part !== '' && part !== '.' && part !== '..' && !/[/\\\0]/.test(part) && !/^[A-Za-z]:/.test(part)

const decodedParts = (text: string): string[] | null => {
  try {
    const url = new URL(text)
    if (url.protocol !== 'artifact:') return null
    const parts = url.pathname.slice(1).split('/').map(decodeURIComponent)
    return [url.host, ...parts].every(isSafePart) ? [url.host, ...parts] : null
  } catch {
    return null
  }
}

/** Reads an address; null for anything that is none, or whose parts could lead elsewhere. */
export const parseArtifactUrl = (text: string): ArtifactAddress | null => {
  const [projectId, runId, blockDirectory, attempt, ...path] = decodedParts(text) ?? []
  if (projectId === undefined || blockDirectory === undefined || path.length === 0) return null
  if (!/^[1-9]\d{0,14}$/.test(runId ?? '') || !/^[1-9]\d{0,5}$/.test(attempt ?? '')) return null
  return { projectId, runId: Number(runId), blockDirectory, attempt: Number(attempt), path: path.join('/') }
}

const mimes: Readonly<Record<string, string>> = {
  ...pictureTypes,
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
  '.htm': 'text/html; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.pdf': 'application/pdf',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
}

/** By extension only: what user code wrote is shown as what it says it is, or not at all. */
export const mimeOf = (path: string): string => mimes[extname(path).toLowerCase()] ?? 'application/octet-stream'
