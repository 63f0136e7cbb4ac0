import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fails } from '#engine/testing/fixture-blocks.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'

let project: TempProject
let data: TempProject

/** Runs the command line with lines on its stdin, as a person would type them. */
const run = (input: string, ...typed: readonly string[]) => {
  const env = { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: data.path }
  return spawnSync(process.execPath, [join(import.meta.dirname, '..', 'cli.ts'), ...typed], {
    env,
    input,
    encoding: 'utf8',
  })
}

beforeEach(async () => {
  project = await createTempProject([{ uuid: 'broken', blocks: [{ uuid: 'breaks', code: fails('no sevens') }] }])
  data = await createTempProject([], 'data')
})

afterEach(async () => {
  await project.remove()
  await data.remove()
})

it('pipewright repl opens a prompt where the block failed and ends with its code', () => {
  expect(run('', 'run', project.path, 'broken', '--trust').status).toBe(1)
  const { stdout, status } = run('len(kwargs) > 3\nraise SystemExit(4)\n', 'repl', project.path, 'broken', 'breaks')
  expect(stdout).toContain('no sevens')
  expect(stdout).toContain('>>> True')
  expect(status).toBe(4)
})

it('pipewright repl says what is missing, and ends with 2', () => {
  expect(run('', 'repl', project.path, 'broken', 'breaks').status).toBe(2)
  const never = run('', 'repl', project.path, 'broken', 'breaks', '--trust')
  expect(never.stderr).toContain('did not run in the last')
  expect(never.status).toBe(2)
  expect(run('', 'repl', project.path, 'broken').stderr).toContain('Expected: pipewright repl')
  expect(run('', 'repl', project.path, 'broken', 'breaks', '--run', 'x').stderr).toContain('--run expects')
})
