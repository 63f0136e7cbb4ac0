import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findPython, inRoot, run, runTool } from './process.mjs'

/** Formatting and all lint rules, the limits of size and the folder rules among them. */
export const lint = (options) => runTool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'], options)

export const types = (options) => runTool('typescript/bin/tsc', ['--project', '.'], options)

/** Files, exports and dependencies nobody uses. */
export const deadCode = (options) => runTool('knip/bin/knip.js', ['--no-progress'], options)

const ruffVersion = 'ruff>=0.17,<0.18'
const ruffFolder = inRoot('.cache', 'ruff')
const bin = process.platform === 'win32' ? 'Scripts' : 'bin'

/** Installs ruff beside the project, never into the user's Python; null where that cannot be done. */
async function ensureRuff(python) {
  const ruff = join(ruffFolder, bin, process.platform === 'win32' ? 'ruff.exe' : 'ruff')
  if (existsSync(ruff)) return ruff
  const venv = await run(python, ['-m', 'venv', ruffFolder], { quiet: true })
  if (venv.code !== 0) return null
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ruffVersion]
  const installed = await run(join(ruffFolder, bin, 'python'), pip, { quiet: true })
  return installed.code === 0 && existsSync(ruff) ? ruff : null
}

/** Our Python by ruff; templates have placeholders in them and are no Python yet. `skipped` carries the reason where it could not be checked. */
export async function pythonLint(options) {
  const python = await findPython()
  if (!python) return { code: 0, output: '', skipped: 'no Python 3 found' }
  const ruff = await ensureRuff(python)
  if (!ruff) return { code: 0, output: '', skipped: 'ruff could not be installed (no registry, or no python3-venv)' }
  return run(ruff, ['check', '--no-cache', 'resources/python'], options)
}

const runnerTests = inRoot('resources', 'python', 'tests')

/** The Python side's own tests, without Node. */
export async function pythonTests(options) {
  const python = await findPython()
  if (!python) return { code: 0, output: '', skipped: 'no Python 3 found' }
  if (!existsSync(runnerTests) || readdirSync(runnerTests).length === 0) {
    return { code: 0, output: '', skipped: 'resources/python/tests is empty' }
  }
  const env = { PYTHONPATH: inRoot('resources', 'python'), PYTHONDONTWRITEBYTECODE: '1' }
  return run(python, ['-m', 'unittest', 'discover', '-s', runnerTests], { ...options, env })
}
