import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export type Options = {
  /** Folder with the projects: `<name>/` for made ones, `<owner>__<repository>/` for real ones. */
  readonly projects: string
  readonly reference: string
  /** Part of the project's or the pipeline's name; null takes all. */
  readonly filter: string | null
  readonly json: string | null
  /** Interpreter blocks run with. */
  readonly python: string
  readonly timeoutSeconds: number
}

export const usage = `npm run conformance -- <folder of projects> [options]

Runs every pipeline that has a recorded result of the real Mage, and compares block by block.

  --reference FILE   recorded results (default: dev.json beside or above the folder)
  --filter NAME      only projects and pipelines with NAME in their name
  --json FILE        write everything that was compared
  --python PATH      interpreter for the blocks (default: PIPEWRIGHT_CONFORMANCE_PYTHON, else python3)
  --timeout SECONDS  for one pipeline (default: 180)`

/** What was asked for on the command line; null where it makes no sense. */
export const readOptions = (parameters: readonly string[], env: NodeJS.ProcessEnv): Options | null => {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { reference: text, filter: text, json: text, python: text, timeout: text },
  })
  const [folder, ...rest] = positionals
  const timeoutSeconds = Number(values.timeout ?? 180)
  if (folder === undefined || rest.length > 0 || !(timeoutSeconds > 0)) return null
  const projects = resolve(folder)
  return {
    projects,
    reference: resolve(values.reference ?? `${projects}/../dev.json`),
    filter: values.filter ?? null,
    json: values.json === undefined ? null : resolve(values.json),
    python: values.python ?? env.PIPEWRIGHT_CONFORMANCE_PYTHON ?? 'python3',
    timeoutSeconds,
  }
}
