import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPython, inRoot, run, runTool } from './process.mjs'

/** Formatting and all lint rules, the limits of size and the folder rules among them. */
export const lint = (options) => runTool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'], options)

export const types = (options) => runTool('typescript/bin/tsc', ['--project', '.'], options)

/** Files, exports and dependencies nobody uses. */
export const deadCode = (options) => runTool('knip/bin/knip.js', ['--no-progress'], options)

const ruffVersion = 'ruff>=0.17,<0.18'
const bin = process.platform === 'win32' ? 'Scripts' : 'bin'
const executable = (folder, name) => join(folder, bin, process.platform === 'win32' ? `${name}.exe` : name)

/**
 * Makes a virtual environment beside the project and installs packages into it, never into the user's Python. A marker says that it is
 * whole. @returns the folder, or null where it cannot be made
 */
async function ensurePackages(python, name, packages) {
  const folder = inRoot('.cache', name)
  const marker = join(folder, 'packages.txt')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === packages.join('\n')) return folder
  const venv = await run(python, ['-m', 'venv', folder], { quiet: true })
  if (venv.code !== 0) return null
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
  const installed = await run(executable(folder, 'python'), pip, { quiet: true })
  if (installed.code !== 0) return null
  writeFileSync(marker, packages.join('\n'))
  return folder
}

const ruffCommands = {
  check: [['check'], ['format', '--check']],
  mend: [['format'], ['check', '--fix']],
}

/** Templates have placeholders in them and are no Python yet. */
async function ruff(what, options) {
  const python = await findPython()
  if (!python) return { code: 0, output: '', skipped: 'no Python 3 found' }
  const folder = await ensurePackages(python, 'ruff', [ruffVersion])
  if (!folder) return { code: 0, output: '', skipped: 'ruff could not be installed (no registry, or no python3-venv)' }
  const results = []
  for (const command of ruffCommands[what])
    results.push(await run(executable(folder, 'ruff'), [...command, '--no-cache', 'resources/python'], options))
  return { code: Math.max(...results.map(({ code }) => code)), output: results.map(({ output }) => output).join('') }
}

/** Lint and format of our Python. `skipped` carries the reason where it could not be checked. */
export const pythonLint = (options) => ruff('check', options)

/** Formats our Python and applies safe fixes. */
export const mendPython = (options) => ruff('mend', options)

const runnerTests = inRoot('resources', 'python', 'tests')
const noPython = { code: 0, output: '', skipped: 'no Python 3 found' }

function runnerTestsWith(python, options, more = {}) {
  const env = { PYTHONPATH: inRoot('resources', 'python'), PYTHONDONTWRITEBYTECODE: '1', ...more }
  return run(python, ['-m', 'unittest', 'discover', '-s', runnerTests], { ...options, env })
}

/** The Python side's own tests, without Node and with nothing but the standard library. */
export async function pythonTests(options) {
  const python = await findPython()
  return python ? runnerTestsWith(python, options) : noPython
}

/** What blocks are written with: values of these are stored, previewed and passed on. */
const dataLibraries = [
  'numpy',
  'pandas',
  'pyarrow',
  'polars',
  'scikit-learn',
  'matplotlib',
  'pillow',
  'duckdb',
  'pyyaml',
  'jinja2',
  // Formats of models, and what reads and serves them.
  'cloudpickle',
  'skops',
  'lightgbm',
  'onnxruntime',
  'skl2onnx',
  'mlflow-skinny',
  'fastapi',
  'uvicorn',
]

/** The last MLflow of 2.x, with what its client needs to log a model: our tracking server answers it as well as the current one. */
const lastMlflow2 = ['mlflow-skinny<3', 'scikit-learn<1.8', 'pandas<3', 'setuptools<81']

/** dbt with the one database that needs no server, and Great Expectations: they ask for older libraries than the rest. */
const checkedData = ['dbt-core>=1.10,<1.12', 'dbt-duckdb>=1.10', 'great_expectations>=1', 'pandas']

/** The same tests where the libraries of data science are installed: those that need them are not skipped. */
export async function pythonLibraryTests(options) {
  const python = await findPython()
  if (!python) return noPython
  const folder = await ensurePackages(python, 'data-libraries', dataLibraries)
  if (!folder) return { code: 0, output: '', skipped: 'pandas and others could not be installed (no registry)' }
  const older = await ensurePackages(python, 'mlflow-2', lastMlflow2)
  const dbt = await ensurePackages(python, 'dbt', checkedData)
  return runnerTestsWith(executable(folder, 'python'), options, {
    ...(older && { PIPEWRIGHT_MLFLOW_2: executable(older, 'python') }),
    ...(dbt && { PIPEWRIGHT_DBT: executable(dbt, 'python') }),
  })
}
