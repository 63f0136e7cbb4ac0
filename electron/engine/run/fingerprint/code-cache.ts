import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { packagesStamp } from '../preload.ts'
import { writeWhole } from '../write-whole.ts'
import {
  type CodeFacts,
  type CodeReader,
  codeFactsSchema,
  type InterpreterFacts,
  interpreterFactsSchema,
} from './code-reader.ts'
import { dataDigest, digestOf } from './stable-digest.ts'

const cacheSchema = z.object({
  format: z.literal(1),
  interpreters: z.record(z.string(), interpreterFactsSchema),
  code: z.record(z.string(), codeFactsSchema),
})

/** Facts about code by its content, kept from run to run: an interpreter is started only for what is new. */
export type CodeCache = {
  interpreter(): Promise<InterpreterFacts>
  facts(code: Uint8Array): Promise<CodeFacts>
  /** Writes what is new, and lets the interpreter go. */
  save(): Promise<void>
}

export type CodeCacheOptions = { readonly reader: CodeReader; readonly interpreter: string; readonly directory: string }

/** Entries kept; the oldest go first. */
const mostEntries = 4_000

const readCache = async (path: string) => {
  try {
    const { interpreters, code } = cacheSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    return { interpreters: new Map(Object.entries(interpreters)), code: new Map(Object.entries(code)) }
  } catch {
    // None yet, or not ours: it is made anew.
    return { interpreters: new Map<string, InterpreterFacts>(), code: new Map<string, CodeFacts>() }
  }
}

/** Changes whenever the interpreter's version or import path may have. */
const interpreterKey = async (interpreter: string): Promise<string> => {
  const stats = await stat(interpreter).catch(() => null)
  const stamp = packagesStamp(interpreter)
  return dataDigest([interpreter, stats?.mtimeMs ?? 0, stamp, process.env.PYTHONPATH ?? ''])
}

const newest = <Value>(map: ReadonlyMap<string, Value>): Record<string, Value> =>
  Object.fromEntries([...map].slice(-mostEntries))

/** Opens the cache of a project for one interpreter. */
export const createCodeCache = ({ reader, interpreter, directory }: CodeCacheOptions): CodeCache => {
  const path = join(directory, 'code-facts.json')
  const loaded = readCache(path)
  const asked = new Map<string, Promise<CodeFacts>>()
  let known: Promise<InterpreterFacts> | null = null
  let isChanged = false

  const findInterpreter = async (): Promise<InterpreterFacts> => {
    const { interpreters } = await loaded
    const key = await interpreterKey(interpreter)
    const cached = interpreters.get(key)
    if (cached !== undefined) return cached
    const facts = await reader.interpreter()
    interpreters.set(key, facts)
    isChanged = true
    return facts
  }
  const interpreterFacts = () => {
    known ??= findInterpreter()
    return known
  }
  const find = async (key: string, content: Uint8Array): Promise<CodeFacts> => {
    const { code } = await loaded
    const cached = code.get(key)
    if (cached !== undefined) return cached
    const facts = await reader.facts(content)
    code.set(key, facts)
    isChanged = true
    return facts
  }
  return {
    interpreter: interpreterFacts,
    facts: async (content) => {
      // Each version of Python has its own syntax tree.
      const key = `${(await interpreterFacts()).python}:${digestOf(content)}`
      const answer = asked.get(key) ?? find(key, content)
      asked.set(key, answer)
      return answer
    },
    save: async () => {
      reader.close()
      if (!isChanged) return
      isChanged = false
      const { interpreters, code } = await loaded
      const text = JSON.stringify({ format: 1, interpreters: newest(interpreters), code: newest(code) })
      // Not made durable: what a power cut takes is computed again.
      await writeWhole(path, text)
    },
  }
}
