import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { projectEnvironment } from '#engine/run/block-environment.ts'
import { type TablePage, tablePageSchema } from '#shared/model/output.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { PageQuery } from './parquet-page.ts'

const execFileAsync = promisify(execFile)

export type PythonPageInput = {
  readonly interpreter: string
  readonly pythonDirectory: string
  readonly projectPath: string
  readonly blockRunDirectory: string
  readonly output: string
}

const mostBytes = 64 * 1024 * 1024
const timeoutMs = 60_000

const wordsOf = (error: unknown): string => {
  const stderr = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : ''
  return stderr.split('\n').at(-1) || (error instanceof Error ? error.message : String(error))
}

const argumentsOf = ({ blockRunDirectory, output }: PythonPageInput, { offset, limit, sort }: PageQuery): string[] => [
  '-m',
  'pipewright_runner.page',
  blockRunDirectory,
  output,
  String(offset),
  String(limit),
  // As one argument: a column's name may begin with a dash.
  ...(sort === null ? [] : [`--sort=${sort.column}`, ...(sort.descending ? ['--descending'] : [])]),
]

/** Reads a page of a table that only Python can read (a pickle, for one) in the project's interpreter. */
export const readPythonPage = async (input: PythonPageInput, query: PageQuery): Promise<Result<TablePage>> => {
  const environment = await projectEnvironment(input.interpreter)
  const path = [input.pythonDirectory, ...(environment.PYTHONPATH?.split(delimiter) ?? [])].join(delimiter)
  try {
    const { stdout } = await execFileAsync(input.interpreter, argumentsOf(input, query), {
      cwd: input.projectPath,
      env: { ...environment, PYTHONPATH: path },
      maxBuffer: mostBytes,
      timeout: timeoutMs,
      windowsHide: true,
    })
    const page = tablePageSchema.omit({ offset: true }).safeParse(JSON.parse(stdout))
    if (!page.success) return fail('unreadable-file', `The runner gave no table: ${z.prettifyError(page.error)}`)
    return ok({ ...page.data, offset: query.offset })
  } catch (error) {
    return fail('unreadable-file', `The stored table cannot be read: ${wordsOf(error)}`)
  }
}
