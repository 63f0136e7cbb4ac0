import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'

const describedSchema = z.record(z.string(), z.unknown())
const outputsSchema = z.record(z.string(), describedSchema)

const blockSchema = z.object({
  uuid: z.string(),
  type: z.string().nullish(),
  status: z.string(),
  upstream: z.array(z.string()).default([]),
  outputs: outputsSchema.default({}),
  children: z.record(z.string(), outputsSchema).default({}),
  child_runs: z.array(z.object({ block_run: z.string(), status: z.string() })).default([]),
  nondeterministic: z.array(z.string()).default([]),
})

const resultSchema = z.object({
  result: z.string(),
  blocks: z.array(blockSchema),
  deterministic: z.boolean().default(true),
})

const rowSchema = z.object({
  repo: z.string(),
  project_path: z.string(),
  pipeline: z.string(),
  trigger: resultSchema.optional(),
  cli: resultSchema.optional(),
  options: z
    .object({
      env: z.array(z.string()).default([]),
      vars: z.record(z.string(), z.json()).default({}),
    })
    .default({ env: [], vars: {} }),
  cmd: z.string().default(''),
})

/** What the real Mage made of a block. */
export type ReferenceBlock = z.infer<typeof blockSchema>
/** One output as it was described: type, shape, columns, hashes. */
export type Described = z.infer<typeof describedSchema>

/** One pipeline with its recorded result, and where its project lies here. */
export type Case = {
  readonly project: string
  readonly pipeline: string
  /** Folder to copy: the project, or the repository it is in. Its name is part of what modules are called. */
  readonly root: string
  readonly rootName: string
  /** Path of the project inside the root; `.` for the root itself. */
  readonly inside: string
  /** The path the recording process saw the root under. */
  readonly recordedRoot: string
  readonly blocks: readonly ReferenceBlock[]
  readonly deterministic: boolean
  readonly environment: readonly string[]
  readonly variables: Record<string, z.core.util.JSONType>
  /** Shell command in the root before the run: what a compose file would mount. */
  readonly preparation: string | null
}

/** Where the recording script had the copies it ran (`w/`), and what they made beside them. */
export const recordingFolder = '/tmp/oracle_run'

const flag = (command: string, name: string): string | null => {
  const found = new RegExp(`--${name} (.*?)(?= --|$| REPOS/)`).exec(command)
  return found?.[1]?.trim() ?? null
}

type Row = z.infer<typeof rowSchema>

const place = (row: Row, folder: string): Pick<Case, 'project' | 'root' | 'rootName' | 'inside' | 'recordedRoot'> => {
  if (row.repo === 'synthetic') {
    const name = basename(row.project_path)
    return {
      project: name,
      root: join(folder, name),
      rootName: name,
      inside: '.',
      recordedRoot: `${recordingFolder}/w/${name}`,
    }
  }
  const name = basename(row.repo)
  const isAtHome = row.cmd.includes('--at-home-src')
  const home = flag(row.cmd, 'home-src') === '.' ? `/home/src/${name}` : '/home/src'
  return {
    project: row.project_path === '.' ? row.repo : `${row.repo}/${row.project_path}`,
    root: join(folder, row.repo.replace('/', '__')),
    rootName: flag(row.cmd, 'rename') ?? name,
    inside: row.project_path,
    recordedRoot: isAtHome ? home : `${recordingFolder}/w/${name}`,
  }
}

const toCase = (row: Row, folder: string): Case | null => {
  const result = row.trigger
  const placed = place(row, folder)
  if (result === undefined || !existsSync(join(placed.root, placed.inside))) return null
  return {
    ...placed,
    pipeline: row.pipeline,
    blocks: result.blocks,
    deterministic: result.deterministic,
    environment: row.options.env,
    variables: row.options.vars,
    preparation: flag(row.cmd, 'prep'),
  }
}

/** All pipelines of the file that have a recorded result and whose project is in the folder, in the file's order. */
export const readCases = async (file: string, folder: string): Promise<Case[]> => {
  const rows = z.array(rowSchema).parse(JSON.parse(await readFile(file, 'utf8')))
  return rows.map((row) => toCase(row, folder)).filter((found) => found !== null)
}
