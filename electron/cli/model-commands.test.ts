import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { createTempModels } from '#engine/testing/temp-models.ts'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { testInterpreter } from '#engine/testing/temp-runs.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'electron', 'cli.ts')
const run = promisify(execFile)

/** Runs the command line from its sources; gives its code and what it said. */
const pipewright = async (data: string, ...typed: readonly string[]) => {
  try {
    const env = { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: data }
    const { stdout } = await run(process.execPath, [cli, ...typed], { env })
    return { code: 0, said: stdout.trim() }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, said: (stdout + stderr).trim() }
  }
}

it('lists, promotes and rolls back on the command line', async () => {
  await using temp = await createTempModels()
  await using data = await createTempProject([], 'data')
  const say = (...typed: readonly string[]) => pipewright(data.path, ...typed)
  for (let turn = 0; turn < 2; turn += 1) await temp.register('churn', { alias: turn === 0 ? 'champion' : null })
  const { path } = temp.folder
  expect((await say('models', path)).said).toBe('churn     2 versions    newest v2  @champion v1')
  const promoted = await say('promote', path, 'churn/2', '--reason', 'better')
  expect(promoted).toEqual({ code: 0, said: 'Version 2 is the champion of churn.' })
  expect((await say('models', path, 'churn')).said.split('\n')[0]).toMatch(/^v2 .*auc 0\.9.*@champion$/)
  expect((await say('rollback', path, 'churn', '--json')).said).toBe('{"name":"churn","version":1}')
  const again = await say('rollback', path, 'churn')
  expect([again.code, again.said]).toEqual([2, expect.stringContaining('no earlier champion')])
  expect((await say('promote', path, 'churn')).said).toContain('Say which version')
  expect(await temp.folder.read('models/churn/changes.ndjson')).toContain('"reason":"better"')
}, 60_000)

it('registers what a script outside of blocks logs, and loads it again', async () => {
  await using folder = await createTempProject([])
  await using data = await createTempProject([], 'data')
  const script = `
import pipewright

class Halves:
    def predict(self, rows):
        return [row['size'] / 2 for row in rows]

rows = [{'size': float(n)} for n in range(5)]
logged = pipewright.log_model(Halves(), registered_name='halves', alias='champion', training_data=rows, metrics={'error': 0.5})
print(logged.version, pipewright.load_model('halves@champion').predict([{'size': 9}]))
`
  const env = {
    ...process.env,
    PYTHONPATH: join(root, 'resources', 'python'),
    PIPEWRIGHT_DATA_DIRECTORY: data.path,
    PIPEWRIGHT_PROJECT: folder.path,
    PIPEWRIGHT_CLI: JSON.stringify([process.execPath, cli]),
  }
  await mkdir(join(data.path, 'empty'))
  const { stdout } = await run(testInterpreter(), ['-c', script], { env, cwd: join(data.path, 'empty') })
  expect(stdout.trim().split('\n').at(-1)).toBe('1 [4.5]')
  expect(await folder.read('models/halves/versions/1/version.yaml')).toContain('error: 0.5')
  expect(await folder.read('models/halves/model.yaml')).toContain('champion: 1')
}, 60_000)
