import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { z } from 'zod'
import { projectEnvironment } from '#engine/run/block-environment.ts'
import { readNdjson } from '#engine/run/ndjson.ts'
import { spawnSafely } from '#engine/run/spawn-safely.ts'
import { type TablePage, tablePageSchema } from '#shared/model/output.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { PageQuery } from './parquet-page.ts'

export type PythonPageInput = {
  readonly interpreter: string
  readonly pythonDirectory: string
  readonly projectPath: string
  readonly blockRunDirectory: string
  readonly output: string
}

/** Reads pages of tables in the interpreters of their projects. */
export type PythonPages = {
  page(input: PythonPageInput, query: PageQuery): Promise<Result<TablePage>>
  /** Ends all readers and resolves when they are gone. */
  dispose(): Promise<void>
}

/** A process that has the tables of a project open. */
type Reader = {
  ask(input: PythonPageInput, query: PageQuery): Promise<Result<TablePage>>
  end(): Promise<void>
}

/** Milliseconds one page may take; a pickle of gigabytes is read first. */
const patienceMs = 60_000
/** Milliseconds without a question after which a reader, and the memory it holds, is given back. */
const idleMs = 60_000
const keptErrorText = 4_000

const answerSchema = z.union([
  z.object({ id: z.number(), page: tablePageSchema.omit({ offset: true }) }),
  z.object({ id: z.number(), error: z.string() }),
])

const unreadable = (words: string): Result<never> =>
  fail('unreadable-file', `The stored table cannot be read: ${words}`)

const spawnReader = async ({ interpreter, pythonDirectory, projectPath }: PythonPageInput) => {
  const environment = await projectEnvironment(interpreter)
  const path = [pythonDirectory, ...(environment.PYTHONPATH?.split(delimiter) ?? [])].join(delimiter)
  return spawnSafely(interpreter, () =>
    spawn(interpreter, ['-m', 'pipewright_runner.page', '--serve', projectPath], {
      cwd: projectPath,
      env: { ...environment, PYTHONPATH: path },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    }),
  )
}

const deadReader = (words: string): Reader => ({
  ask: async () => unreadable(words),
  end: async () => undefined,
})

const keepText = (child: ChildProcess): (() => string) => {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-keptErrorText)
  })
  return () => text.trim().split('\n').at(-1) ?? ''
}

type Waiting = (answer: Result<TablePage>) => void

/** Talks with a reader; `onGone` is called once it can be asked nothing more. */
const talkWith = (child: ChildProcess, onGone: () => void): Reader => {
  const waiting = new Map<number, { readonly offset: number; readonly settle: Waiting }>()
  const lastWords = keepText(child)
  let asked = 0
  let isGone = false
  const gone = new Promise<void>((resolve) => {
    const finish = (words: string) => {
      if (isGone) return
      isGone = true
      onGone()
      for (const { settle } of waiting.values()) settle(unreadable(words))
      waiting.clear()
      resolve()
    }
    child.once('error', (error) => finish(error.message))
    child.once('close', () => finish(lastWords() || 'its reader ended'))
  })
  // Writing to a reader that just died is no failure of its own; `gone` tells.
  child.stdin?.on('error', () => undefined)
  if (child.stdout !== null)
    readNdjson(child.stdout, (record) => {
      const answer = answerSchema.safeParse(record)
      const question = waiting.get(Number(record.id))
      if (question === undefined) return
      waiting.delete(Number(record.id))
      if (!answer.success) question.settle(unreadable(`the runner gave no table: ${z.prettifyError(answer.error)}`))
      else if ('error' in answer.data) question.settle(unreadable(answer.data.error))
      else question.settle(ok({ ...answer.data.page, offset: question.offset }))
    })
  const end = async () => {
    onGone()
    child.stdin?.end()
    if (waiting.size > 0) child.kill('SIGKILL')
    await gone
  }
  let idle: NodeJS.Timeout | undefined
  return {
    ask: async ({ blockRunDirectory, output }, query) => {
      if (isGone) return unreadable(lastWords())
      clearTimeout(idle)
      const id = ++asked
      const late = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      const answer = new Promise<Result<TablePage>>((settle) => waiting.set(id, { offset: query.offset, settle }))
      child.stdin?.write(`${JSON.stringify({ id, directory: blockRunDirectory, output, ...query })}\n`)
      const given = await answer
      clearTimeout(late)
      if (waiting.size === 0) {
        clearTimeout(idle)
        idle = setTimeout(() => void end(), idleMs)
        idle.unref()
      }
      return given
    },
    end: () => {
      clearTimeout(idle)
      return end()
    },
  }
}

const startReader = async (input: PythonPageInput, onGone: () => void): Promise<Reader> => {
  const child = await spawnReader(input)
  if (typeof child !== 'string') return talkWith(child, onGone)
  onGone()
  return deadReader(child)
}

/**
 * Reads pages of tables that only Python can read. A reader has loaded pandas and holds the table open from the first page on, so that
 * further pages and sorts take milliseconds; it ends when it was not asked for a while.
 */
export const createPythonPages = (): PythonPages => {
  const readers = new Map<string, Promise<Reader>>()
  return {
    page: async (input, query) => {
      const key = `${input.interpreter}\0${input.projectPath}`
      const known = readers.get(key)
      if (known !== undefined) return (await known).ask(input, query)
      const started: Promise<Reader> = startReader(input, () => {
        if (readers.get(key) === started) readers.delete(key)
      })
      readers.set(key, started)
      return (await started).ask(input, query)
    },
    dispose: async () => {
      const open = [...readers.values()]
      readers.clear()
      await Promise.all(open.map(async (reader) => (await reader).end()))
    },
  }
}
