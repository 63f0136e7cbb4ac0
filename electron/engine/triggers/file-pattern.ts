import { type Dirent, readdirSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve, sep } from 'node:path'
import { isOverlooked } from '#engine/project/project-folders.ts'

/** A file as one look found it. `stamp` changes with its content. */
export type FoundFile = {
  readonly path: string
  readonly stamp: string
  readonly arrivedAt: number
  readonly size: number
}

/** More files than this below a pattern are not looked at: a pattern such as `/**` must not stop the host. */
const mostEntries = 20_000

const escapeRegExp = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&')

/** `*` and `?` stay within a folder name, `**` crosses folders. */
const expressionOf = (pattern: string): RegExp => {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\?)/)
  const translated = parts.map((part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    return part === '?' ? '[^/]' : escapeRegExp(part)
  })
  return new RegExp(`^${translated.join('')}$`)
}

const slashed = (path: string): string => (sep === '/' ? path : path.split(sep).join('/'))

/** The folder above the first part with a wildcard. */
const fixedFolder = (pattern: string): string => {
  const parts = pattern.split('/')
  const wild = parts.findIndex((part) => /[*?]/.test(part))
  return parts.slice(0, wild < 0 ? -1 : wild).join('/') || '/'
}

const entriesOf = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

const look = (path: string): FoundFile | null => {
  try {
    const facts = statSync(path)
    if (!facts.isFile()) return null
    // A file that is moved in keeps the time of its content; its own change of place is in `ctime`.
    const arrivedAt = Math.max(facts.mtimeMs, facts.ctimeMs)
    return { path, stamp: `${facts.size}:${facts.mtimeMs}`, arrivedAt, size: facts.size }
  } catch {
    return null
  }
}

const walk = (top: string, isDeep: boolean): string[] => {
  const folders = [top]
  const files: string[] = []
  let left = mostEntries
  for (let folder = folders.pop(); folder !== undefined && left > 0; folder = folders.pop()) {
    const entries = entriesOf(folder).filter(({ name }) => !isOverlooked(name))
    left -= entries.length
    for (const entry of entries) {
      const path = slashed(join(folder, entry.name))
      if (!entry.isDirectory()) files.push(path)
      else if (isDeep) folders.push(path)
    }
  }
  return files
}

/** Files that fit a pattern now, oldest first. Relative patterns start at the project folder. */
export const filesMatching = (projectPath: string, pattern: string): FoundFile[] => {
  const whole = slashed(isAbsolute(pattern) ? pattern : resolve(projectPath, pattern))
  const expression = expressionOf(whole)
  const isDeep = whole.includes('**') || /[*?].*\//.test(whole)
  return walk(fixedFolder(whole), isDeep)
    .filter((path) => expression.test(path))
    .flatMap((path) => look(path) ?? [])
    .sort((a, b) => a.arrivedAt - b.arrivedAt)
}
