import { readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Interpreter } from '#shared/model/environment.ts'

type Source = Interpreter['source']
/** An interpreter by place; nothing was executed to find it. `version` comes from `pyvenv.cfg` where there is one. */
export type FoundInterpreter = {
  readonly path: string
  readonly version: string | null
  readonly source: Source
  readonly place: string
}

const windows = process.platform === 'win32'
const venvPython = (folder: string) => (windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'))
const condaPython = (folder: string) => (windows ? join(folder, 'python.exe') : join(folder, 'bin', 'python'))

const isFile = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null)
  return found?.isFile() === true
}

/** `version = 3.12.1` of a `pyvenv.cfg` (uv writes `version_info`); null without one. */
const venvVersion = async (folder: string): Promise<string | null> => {
  const text = await readFile(join(folder, 'pyvenv.cfg'), 'utf8').catch(() => '')
  return /^version(?:_info)?\s*=\s*(\d+\.\d+\.\d+)/m.exec(text)?.[1] ?? null
}

const projectVenvs = async (projectPath: string): Promise<FoundInterpreter[]> => {
  const places = ['.venv', 'venv', 'env']
  const found = await Promise.all(
    places.map(async (place) => {
      const folder = join(projectPath, place)
      const path = venvPython(folder)
      if (!(await isFile(path))) return null
      const conda = await stat(join(folder, 'conda-meta')).catch(() => null)
      const source: Source = conda === null ? 'project-venv' : 'conda'
      return { path, version: await venvVersion(folder), source, place }
    }),
  )
  return found.filter((interpreter) => interpreter !== null)
}

const condaEnvironments = async (projectPath: string, env: NodeJS.ProcessEnv): Promise<FoundInterpreter[]> => {
  const folders = [join(projectPath, '.conda'), env.CONDA_PREFIX].filter((folder) => folder !== undefined)
  const found = await Promise.all(
    folders.map(async (folder) => {
      const path = condaPython(folder)
      return (await isFile(path)) ? { path, version: null, source: 'conda' as const, place: 'conda' } : null
    }),
  )
  return found.filter((interpreter) => interpreter !== null)
}

const systemPythons = async (env: NodeJS.ProcessEnv): Promise<FoundInterpreter[]> => {
  const names = windows ? ['python.exe', 'python3.exe'] : ['python3', 'python']
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  const found: FoundInterpreter[] = []
  for (const path of candidates) {
    if (await isFile(path)) found.push({ path, version: null, source: 'system', place: dirname(path) })
  }
  return found
}

const pyenvPythons = async (env: NodeJS.ProcessEnv): Promise<FoundInterpreter[]> => {
  const root = join(env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions')
  const versions = await readdir(root).catch(() => [])
  const found = await Promise.all(
    versions.map(async (version) => {
      const path = venvPython(join(root, version))
      return (await isFile(path)) ? { path, version, source: 'pyenv' as const, place: 'pyenv' } : null
    }),
  )
  return found.filter((interpreter) => interpreter !== null)
}

/** The first of those below, looked for no further than it is found. */
export const firstInterpreter = async (
  projectPath: string,
  env: NodeJS.ProcessEnv,
): Promise<FoundInterpreter | null> => {
  const groups = [
    () => projectVenvs(projectPath),
    () => condaEnvironments(projectPath, env),
    () => systemPythons(env),
    () => pyenvPythons(env),
  ]
  for (const find of groups) {
    const [first] = await find()
    if (first !== undefined) return first
  }
  return null
}

/**
 * Interpreters a project could use, best first: its own virtual environments, conda, the system's, pyenv's. Reads names only.
 *
 * @param env the host's environment variables (`PATH`, `CONDA_PREFIX`, `PYENV_ROOT`)
 */
export const findInterpreters = async (projectPath: string, env: NodeJS.ProcessEnv): Promise<FoundInterpreter[]> => {
  const groups = await Promise.all([
    projectVenvs(projectPath),
    condaEnvironments(projectPath, env),
    systemPythons(env),
    pyenvPythons(env),
  ])
  const seen = new Set<string>()
  return groups.flat().filter((interpreter) => {
    if (seen.has(interpreter.path)) return false
    seen.add(interpreter.path)
    return true
  })
}

/** As the pill shows it: `Python 3.12 · .venv`. */
export const interpreterLabel = (interpreter: FoundInterpreter, version: string | null): string => {
  const short = version === null ? '' : ` ${version.split('.').slice(0, 2).join('.')}`
  const place = interpreter.source === 'system' ? 'system' : interpreter.place
  return `Python${short} · ${place}`
}
