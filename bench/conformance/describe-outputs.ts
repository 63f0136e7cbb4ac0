import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import type { Described } from './reference.ts'

export type OutputsToDescribe = {
  readonly python: string
  readonly directories: Readonly<Record<string, string>>
  readonly importPath: readonly string[]
  readonly workingDirectory: string
  /** Texts to put in place of others: folders here, folders there. */
  readonly replace: readonly (readonly [string, string])[]
}

const answerSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())))

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

/** Describes stored outputs in the environment that made them; `{}` where there is nothing to describe. */
export const describeOutputs = async (asked: OutputsToDescribe): Promise<Record<string, Record<string, Described>>> => {
  const { python, directories, importPath, workingDirectory, replace } = asked
  if (Object.keys(directories).length === 0) return {}
  const script = join(import.meta.dirname, 'describe_outputs.py')
  const child = spawn(python, ['-W', 'ignore', script], {
    cwd: workingDirectory,
    env: { ...process.env, PYTHONPATH: importPath.join(':'), PYTHONDONTWRITEBYTECODE: '1' },
  })
  const output: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  child.stdin.end(JSON.stringify({ directories, replace }))
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`the outputs could not be described: ${lastLine(output.stderr)}`)
  return answerSchema.parse(JSON.parse(lastLine(output.stdout)))
}
