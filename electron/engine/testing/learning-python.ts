import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

const root = join(import.meta.dirname, '..', '..', '..')
const folder = join(root, '.cache', 'learning')
const marker = join(folder, 'whole')
const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

const made = async (): Promise<boolean> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, '..'), { recursive: true })
  await execFileAsync('python3', ['-m', 'venv', folder])
  const requirements = join(root, 'resources', 'examples', 'biopsy', 'requirements.txt')
  await execFileAsync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements])
  await writeFile(marker, '')
  return true
}

/**
 * An interpreter with what the example Biopsy needs, made once beside the sources. Null where the registry cannot be reached: what needs
 * it is skipped then, with the reason.
 */
export const learningPython = async (): Promise<string | null> => {
  if (existsSync(marker)) return python
  return (await made().catch(() => false)) ? python : null
}
