import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'
import { runDirectory } from '#engine/run/block-run-directory.ts'
import { parseRecord } from '#engine/run/ndjson.ts'
import type { ModelComparison, ModelSource } from '#shared/model/registry.ts'

type Code = ModelComparison['code']
type Texts = ReadonlyMap<string, string>

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

/** Code of one block as it ran last in a run, under its path in the project. */
const codeOfBlock = async (folder: string): Promise<readonly (readonly [string, string])[]> => {
  const attempts = (await namesIn(folder)).filter((name) => /^\d+$/.test(name)).map(Number)
  const place = join(folder, String(Math.max(...attempts)))
  const request = parseRecord((await textOf(join(place, 'request.json'))) ?? '')
  const text = typeof request?.code === 'string' ? await textOf(join(place, request.code)) : null
  return text !== null && typeof request?.sourcePath === 'string' ? [[request.sourcePath, text]] : []
}

const codeOfRun = async (project: OpenProject, runId: number): Promise<Texts> => {
  const folder = runDirectory(project.stateDirectory, runId)
  const blocks = await Promise.all((await namesIn(folder)).map((name) => codeOfBlock(join(folder, name))))
  return new Map(blocks.flat())
}

const differing = (left: Texts, right: Texts): Code['files'] =>
  [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .map((path) => ({ path, left: left.get(path) ?? null, right: right.get(path) ?? null }))
    .filter((file) => file.left !== file.right)

const mostFiles = 50

/** Files that differ between two commits, of those that steer what is trained. Asks git, so only in a trusted folder. */
const codeOfCommits = async (project: OpenProject, left: string, right: string): Promise<Code['files']> => {
  const { simpleGit } = await import('simple-git')
  const git = simpleGit(project.path)
  const names = await git.raw([
    'diff',
    '--name-only',
    '--relative',
    left,
    right,
    '--',
    '*.py',
    '*.sql',
    '*.yaml',
    '*.r',
  ])
  const show = (commit: string, path: string) => git.show([`${commit}:./${path}`]).catch(() => null)
  return Promise.all(
    names
      .split('\n')
      .filter((path) => path !== '' && !path.startsWith('models/'))
      .slice(0, mostFiles)
      .map(async (path) => ({ path, left: await show(left, path), right: await show(right, path) })),
  )
}

const missing = (words: string): Code => ({ missing: words, files: [] })

/** What changed in the code between two versions: by the files their runs kept, else by their commits. */
export const compareCode = async (project: OpenProject, left: ModelSource, right: ModelSource): Promise<Code> => {
  if (left.runId !== null && right.runId !== null) {
    const [a, b] = await Promise.all([codeOfRun(project, left.runId), codeOfRun(project, right.runId)])
    if (a.size > 0 && b.size > 0) return { missing: null, files: differing(a, b) }
  }
  if (left.commit === null || right.commit === null)
    return missing('The runs that trained them are not kept any more, and their commits are not known.')
  if (left.commit === right.commit) return { missing: null, files: [] }
  if (!project.isTrusted()) return missing('Git is asked only once you trust the folder.')
  try {
    return { missing: null, files: await codeOfCommits(project, left.commit, right.commit) }
  } catch {
    return missing(`Git does not know the commits ${left.commit} and ${right.commit} here.`)
  }
}
