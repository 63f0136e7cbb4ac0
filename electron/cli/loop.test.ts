import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { learningPython } from '#engine/testing/learning-python.ts'

const execFileAsync = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

const edit = async (path: string, change: (text: string) => string): Promise<void> =>
  writeFile(path, change(await readFile(path, 'utf8')))

test('the example Biopsy goes round the loop in the terminal: trained, served, drifted, retrained, swapped, no request failed', {
  timeout: 420_000,
}, async (context) => {
  const python = await learningPython()
  if (python === null) return context.skip('scikit-learn could not be installed (no registry, or no python3-venv)')
  const folder = await mkdtemp(join(tmpdir(), 'pipewright-loop-'))
  try {
    const path = join(folder, 'biopsy')
    await cp(join(root, 'resources', 'examples', 'biopsy'), path, { recursive: true })
    await mkdir(join(path, '.pipewright'))
    await writeFile(join(path, '.pipewright', 'environment.json'), JSON.stringify({ interpreter: python }))
    // Half of the example's requests, and the port of nobody.
    await edit(join(path, 'pipelines', 'send_traffic', 'metadata.yaml'), (text) =>
      text.replace('requests: 2000', 'requests: 1000').replace('drift_after: 1000', 'drift_after: 300'),
    )
    await edit(join(path, 'models', 'biopsy', 'monitoring.yaml'), (text) =>
      text.replace('min_rows: 900', 'min_rows: 700'),
    )
    const typed = [
      join(root, 'electron', 'cli.ts'),
      'loop',
      path,
      'biopsy',
      '--traffic',
      'send_traffic',
      '--trust',
      '--port',
      '0',
    ]
    const env = { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: join(folder, 'data') }
    const { stdout } = await execFileAsync(process.execPath, typed, { env, maxBuffer: 2 ** 26 })
    const steps = [
      'run 1 completed',
      'is served at',
      'alert "inputs moved"',
      'retraining 1 training',
      'retraining 1 promoted',
    ]
    const places = steps.map((step) => stdout.indexOf(step))
    expect(
      places.every((place) => place >= 0),
      stdout,
    ).toBe(true)
    expect(places).toEqual([...places].sort((left, right) => left - right))
    // The block fails where a request does.
    expect(stdout).toMatch(/run \d+ completed[\s\S]*promoted: version 2 answers now/)
    expect(stdout).not.toMatch(/run \d+ (failed|crashed)/)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
