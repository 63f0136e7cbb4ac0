import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A line of progress, for the user. */
type Report = (line: string) => void

type Making = {
  readonly projectPath: string
  /** Interpreter the environment is made from. */
  readonly interpreter: string
  readonly report: Report
  readonly signal: AbortSignal
}

export type MakingOutcome = { readonly state: 'completed' | 'failed' | 'cancelled'; readonly message: string | null }

const venvPython = (folder: string) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null

/** Runs one command, reporting its lines. @returns the exit code; null where it could not start or was cancelled */
const runReported = async (making: Making, command: readonly [string, ...string[]]): Promise<number | null> => {
  const [executable, ...parameters] = command
  const { execa } = await import('execa')
  const child = execa(executable, parameters, {
    cwd: making.projectPath,
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    cancelSignal: making.signal,
    killDescendants: true,
    forceKillAfterDelay: 2000,
    env: { PYTHONUNBUFFERED: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', NO_COLOR: '1' },
  })
  for await (const line of child.iterable({ from: 'all' })) making.report(line)
  const ended = await child
  return ended.exitCode ?? null
}

const findUv = async (): Promise<boolean> => {
  const { execa } = await import('execa')
  const answer = await execa('uv', ['--version'], { reject: false, timeout: 5000, stdin: 'ignore' })
  return !answer.failed
}

const makeVenv = async (making: Making, uv: boolean): Promise<boolean> => {
  const folder = join(making.projectPath, '.venv')
  if (await exists(venvPython(folder))) return true
  making.report(`Making .venv with ${making.interpreter}`)
  const command = uv
    ? (['uv', 'venv', '--python', making.interpreter, folder] as const)
    : ([making.interpreter, '-m', 'venv', folder] as const)
  const code = await runReported(making, command)
  if (code === 0) return true
  // Half an environment would be taken for a whole one at the next start.
  await rm(folder, { recursive: true, force: true })
  return false
}

const installRequirements = async (making: Making, uv: boolean): Promise<boolean> => {
  const requirements = join(making.projectPath, 'requirements.txt')
  if (!(await exists(requirements))) return true
  making.report('Installing requirements.txt')
  const python = venvPython(join(making.projectPath, '.venv'))
  const command = uv
    ? (['uv', 'pip', 'install', '--python', python, '-r', requirements] as const)
    : ([python, '-m', 'pip', 'install', '-r', requirements] as const)
  return (await runReported(making, command)) === 0
}

const cancelled: MakingOutcome = { state: 'cancelled', message: 'Making the environment was cancelled.' }

/**
 * Makes the project's `.venv` and installs its `requirements.txt`, with uv where it is on the PATH, else with venv and pip. An existing
 * `.venv` is kept and completed; one that could not be made is removed again.
 */
export const makeEnvironment = async (making: Making): Promise<MakingOutcome> => {
  const uv = await findUv()
  if (!(await makeVenv(making, uv))) {
    if (making.signal.aborted) return cancelled
    const hint = 'On Debian and Ubuntu the package python3-venv must be installed.'
    return {
      state: 'failed',
      message: `Making .venv with ${making.interpreter} failed; its last lines say why. ${hint}`,
    }
  }
  if (!(await installRequirements(making, uv))) {
    if (making.signal.aborted) return cancelled
    return {
      state: 'failed',
      message:
        'Installing requirements.txt failed; the last lines say which package. Mend the file and try again: what was installed is kept.',
    }
  }
  return { state: 'completed', message: null }
}

/** Puts packages into the environment of an interpreter. */
export const installPackages = async (making: Making, packages: readonly string[]): Promise<MakingOutcome> => {
  const names = packages.join(', ')
  making.report(`Installing ${names} for ${making.interpreter}`)
  const command = (await findUv())
    ? (['uv', 'pip', 'install', '--python', making.interpreter, ...packages] as const)
    : ([making.interpreter, '-m', 'pip', 'install', ...packages] as const)
  if ((await runReported(making, command)) === 0) return { state: 'completed', message: null }
  if (making.signal.aborted) return { state: 'cancelled', message: `Installing ${names} was cancelled.` }
  const message = `Installing ${names} failed; the last lines say why. In an environment of the system nothing can be installed: make the project's .venv first.`
  return { state: 'failed', message }
}
