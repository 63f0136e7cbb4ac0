import { spawnSync } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'

const asks = `from mage_ai.data_preparation.shared.secrets import get_secret_value
@custom
def run(*args, **kwargs):
    print('got', get_secret_value('token')[::-1])
    raise ValueError('stop here')
`

let project: TempProject
let data: TempProject

const run = (input: string, ...typed: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, '..', 'cli.ts'), ...typed], {
    env: { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: data.path },
    input,
    encoding: 'utf8',
  })

beforeEach(async () => {
  project = await createTempProject([{ uuid: 'asks', blocks: [{ uuid: 'asks', type: 'custom', code: asks }] }])
  data = await createTempProject([], 'data')
})
afterEach(async () => {
  await project.remove()
  await data.remove()
})

/** All text below a folder. */
const textsBelow = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = entries.map((entry) =>
    entry.isFile() ? readFile(join(entry.parentPath, entry.name), 'latin1') : Promise.resolve(''),
  )
  return (await Promise.all(texts)).join('\n')
}

it('a secret is given to blocks and prompts of its project, and nothing of it is in the project folder', async () => {
  expect(run('s3cr3t-v4lue\n', 'secret', 'set', project.path, 'token')).toMatchObject({ status: 0, stderr: '' })
  const ran = run('', 'run', project.path, 'asks', '--trust')
  expect(ran.stdout).toContain('got eul4v-t3rc3s')
  expect(run('get_secret_value("token")\n', 'repl', project.path, 'asks', 'asks').stdout).toContain("'s3cr3t-v4lue'")
  expect(await textsBelow(project.path)).not.toContain('s3cr3t-v4lue')
  const [file] = await readdir(data.at('secrets'))
  expect((await stat(data.at(`secrets/${file}`))).mode & 0o077).toBe(0)
}, 30_000)
