import { join } from 'node:path'
import { spawn } from '@lydell/node-pty'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { returns } from '#engine/testing/fixture-blocks.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'

let project: TempProject
let data: TempProject

beforeEach(async () => {
  project = await createTempProject([{ uuid: 'train', blocks: [{ uuid: 'one', code: returns(1) }] }])
  data = await createTempProject([], 'data')
})
afterEach(async () => {
  await project.remove()
  await data.remove()
})

/** Runs the command line in a terminal and types the answer once the question is there. */
const answer = (question: RegExp, keys: string, ...typed: readonly string[]) =>
  new Promise<{ code: number; shown: string }>((resolve) => {
    const terminal = spawn(process.execPath, [join(import.meta.dirname, '..', 'cli.ts'), ...typed], {
      env: { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: data.path },
    })
    let shown = ''
    let isAnswered = false
    terminal.onData((text) => {
      shown += text
      if (isAnswered || !question.test(shown)) return
      isAnswered = true
      terminal.write(keys)
    })
    terminal.onExit(({ exitCode }) => resolve({ code: exitCode, shown }))
  })

it.runIf(process.platform !== 'win32')('Ctrl+C at the question of trust ends with 130 and runs nothing', async () => {
  const { code, shown } = await answer(/\[y\/N\]/, '\u0003', 'run', project.path, 'train')
  expect(shown).not.toMatch(/bug|Run 1/)
  expect(code).toBe(130)
})

it.runIf(process.platform !== 'win32')('a secret is asked for without showing it', async () => {
  const { code, shown } = await answer(/Value of token: /, 'hush\r', 'secret', 'set', project.path, 'token')
  expect(shown).not.toContain('hush')
  expect(shown).toContain('Blocks find the secret token')
  expect(code).toBe(0)
})
