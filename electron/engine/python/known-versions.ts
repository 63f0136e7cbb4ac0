import { open, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineContext } from '#engine/engine-context.ts'
import { writeDurably } from '#engine/project/durable-write.ts'
import { askPythonVersion } from './python-info.ts'

const knownSchema = z.object({ stamp: z.string(), version: z.string(), askedAt: z.number() })
const fileSchema = z.record(z.string(), knownSchema)
type Known = z.infer<typeof fileSchema>

/** Milliseconds an answer is taken for. An interpreter can break without its file changing; after a day it is asked again. */
const validMs = 86_400_000
const mostKept = 50

/** What an executable is by the file that is really run; null where there is none. */
const stampOf = async (path: string): Promise<string | null> => {
  try {
    const [real, facts] = await Promise.all([realpath(path), stat(path)])
    return `${real} ${facts.ino} ${facts.size} ${facts.mtimeMs} ${facts.ctimeMs}`
  } catch {
    return null
  }
}

/** A script (a shim of pyenv or asdf) runs now this Python, now that one, by what is set elsewhere. */
const isScript = async (path: string): Promise<boolean> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead < 2 || buffer.toString('latin1') === '#!'
  } finally {
    await file.close()
  }
}

const read = async (file: string): Promise<Known> => {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // None yet, or damaged: all are asked again.
    return {}
  }
}

const isValid = ({ askedAt }: Known[string], now: number): boolean => askedAt <= now && now - askedAt < validMs

const remember = async (file: string, path: string, known: Known[string]): Promise<void> => {
  if (await isScript(path)) return
  const others = Object.entries(await read(file)).filter(
    ([other, { askedAt }]) => other !== path && known.askedAt - askedAt < validMs,
  )
  const kept = Object.fromEntries([[path, known], ...others].slice(0, mostKept))
  await writeDurably(file, `${JSON.stringify(kept, null, 2)}\n`, { makeFolders: true, mode: 0o600 })
}

/**
 * Versions of interpreters by path. Asking starts the interpreter, which takes as long as opening a project; so what it answered is
 * kept in `<dataDirectory>/interpreters.json` as long as its file is the same, for a day.
 */
export const createKnownVersions = ({ dataDirectory }: Pick<EngineContext, 'dataDirectory'>) => {
  const file = join(dataDirectory, 'interpreters.json')
  const asked = new Map<string, Promise<string | null>>()
  const ask = async (path: string, stamp: string | null): Promise<string | null> => {
    const now = Date.now()
    const known = stamp === null ? undefined : (await read(file))[path]
    if (known?.stamp === stamp && known !== undefined && isValid(known, now)) return known.version
    const version = await askPythonVersion(path)
    // Where it cannot be kept it is asked again the next time.
    if (version !== null && stamp !== null)
      await remember(file, path, { stamp, version, askedAt: now }).catch(() => undefined)
    return version
  }
  return async (path: string): Promise<string | null> => {
    const stamp = await stampOf(path)
    const key = `${path}\u0000${stamp}`
    const answer = asked.get(key) ?? ask(path, stamp)
    asked.set(key, answer)
    return answer
  }
}
