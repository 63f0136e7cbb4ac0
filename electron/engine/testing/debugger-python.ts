import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

const cache = join(import.meta.dirname, '..', '..', '..', '.cache')
const folder = join(cache, 'debugger')
const pythonIn = (environment: string): string =>
  process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python')

/** Made beside its place and moved there whole: two tests may want it at the same time. */
const made = async (): Promise<boolean> => {
  await mkdir(cache, { recursive: true })
  const making = await mkdtemp(join(cache, 'debugger-'))
  try {
    await execFileAsync('python3', ['-m', 'venv', making])
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'debugpy>=1.8,<2']
    await execFileAsync(pythonIn(making), install)
    await rename(making, folder).catch(() => undefined)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return existsSync(folder)
}

/**
 * An interpreter with debugpy and nothing else, made once beside the sources. Null where the registry cannot be reached: what needs it is
 * skipped then, with the reason.
 */
export const debuggerPython = async (): Promise<string | null> => {
  if (existsSync(folder)) return pythonIn(folder)
  return (await made().catch(() => false)) ? pythonIn(folder) : null
}
