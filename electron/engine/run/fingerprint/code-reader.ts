import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { deferred } from '../deferred.ts'
import { readNdjson } from '../ndjson.ts'
import { spawnSafely } from '../spawn-safely.ts'

const importSchema = z.object({ level: z.number().int(), module: z.string(), names: z.array(z.string()) })
export type CodeImport = z.infer<typeof importSchema>

/** What a code file means: its digest without comments and formatting, and what it imports. */
export const codeFactsSchema = z.object({ digest: z.string(), imports: z.array(importSchema) })
export type CodeFacts = z.infer<typeof codeFactsSchema>

/** Version and import path of an interpreter. */
export const interpreterFactsSchema = z.object({ python: z.string(), paths: z.array(z.string()) })
export type InterpreterFacts = z.infer<typeof interpreterFactsSchema>

export type CodeReader = {
  interpreter(): Promise<InterpreterFacts>
  facts(code: Uint8Array): Promise<CodeFacts>
  /** Ends the interpreter, where one was started; a later question starts another. */
  close(): void
}

export type CodeReaderOptions = {
  readonly interpreter: string
  readonly environment: Readonly<Record<string, string>>
  readonly resourcesDirectory: string
}

type Waiting = { readonly take: (record: unknown) => void; readonly lose: (error: Error) => void }

const startReader = ({ interpreter, environment, resourcesDirectory }: CodeReaderOptions): ChildProcess => {
  const script = join(resourcesDirectory, 'python', 'pipewright_runner', 'code_facts.py')
  const child = spawnSafely(interpreter, () =>
    spawn(interpreter, [script], { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true, env: { ...environment } }),
  )
  if (typeof child === 'string') throw new Error(child)
  return child
}

/** One interpreter that answers in the order it was asked. */
const openReader = (options: CodeReaderOptions) => {
  const child = startReader(options)
  const waiting: Waiting[] = []
  const first = deferred<unknown>()
  const gone = once(child, 'close').then(
    () => new Error(`${options.interpreter} ended before it had read all code`),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  )
  void gone.then((error) => {
    for (const { lose } of waiting.splice(0)) lose(error)
  })
  // Writing to an interpreter that just died is no failure of its own; `gone` tells.
  child.stdin?.on('error', () => undefined)
  let isFirst = true
  if (child.stdout !== null)
    readNdjson(child.stdout, (record) => {
      if (isFirst) first.resolve(record)
      else waiting.shift()?.take(record)
      isFirst = false
    })
  const lost = gone.then((error) => Promise.reject(error))
  lost.catch(() => undefined)
  return {
    first: () => Promise.race([first.promise, lost]),
    ask: (code: Uint8Array) =>
      new Promise<unknown>((take, lose) => {
        if (child.exitCode !== null || child.signalCode !== null) lose(new Error(`${options.interpreter} has ended`))
        else waiting.push({ take, lose })
        child.stdin?.write(`${JSON.stringify({ code: Buffer.from(code).toString('base64') })}\n`)
      }),
    close: () => child.stdin?.end(),
  }
}

/** Reads code with the interpreter that would run it. Nothing is started before the first question. */
export const createCodeReader = (options: CodeReaderOptions): CodeReader => {
  let reader: ReturnType<typeof openReader> | null = null
  const opened = () => {
    reader ??= openReader(options)
    return reader
  }
  return {
    interpreter: async () => interpreterFactsSchema.parse(await opened().first()),
    facts: async (code) => codeFactsSchema.parse(await opened().ask(code)),
    close: () => {
      reader?.close()
      reader = null
    },
  }
}
