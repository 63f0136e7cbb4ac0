import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { returns } from '#engine/testing/fixture-blocks.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'

const execFileAsync = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

/** Writes down what Node loads, in order. */
const watcher = `
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({ load: (url, context, next) => (appendFileSync(process.env.LOADED, url + '\\n'), next(url, context)) })
`

let project: TempProject
let data: TempProject

beforeEach(async () => {
  project = await createTempProject([
    {
      uuid: 'chain',
      blocks: [
        { uuid: 'one', code: returns(1) },
        { uuid: 'two', upstream: ['one'] },
      ],
    },
  ])
  data = await createTempProject([], 'data')
  await writeFile(data.at('watcher.mjs'), watcher)
})
afterEach(async () => {
  await project.remove()
  await data.remove()
})

const loadedBy = async (...typed: readonly string[]): Promise<readonly string[]> => {
  const list = data.at('loaded')
  await writeFile(list, '')
  const program = ['--import', pathToFileURL(data.at('watcher.mjs')).href, join(root, 'electron', 'cli.ts'), ...typed]
  await execFileAsync(process.execPath, program, {
    env: { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: data.path, LOADED: list },
  })
  return (await readFile(list, 'utf8')).trim().split('\n')
}

/** What a run of blocks that use none of it must not wait for. */
const notNeeded = [
  /\/engine\/(?:serving|monitoring|retraining|sweeps|backfills|overview|sessions|debug|files)\//,
  /\/engine\/tracking\/(?:tracking-part|store\/|registry\/|transfer\/|rest\/(?!tracking-server))/,
  /\/engine\/(?:models\/models-part|outputs\/outputs-part|notifications\/notifications-part|pipelines\/pipelines)\.ts/,
  /\/engine\/triggers\/(?:triggers|schedulers|read-triggers)\.ts/,
  /\/shared\/contract\//,
  /\/node_modules\/(?:execa|chokidar|simple-git|nodemailer|cephes|fastify|@duckdb|trash|yaml)\//,
]

it('a run loads nothing of what it does not need, and starts Python before what reads the project', async () => {
  // The second one: the first asks for trust, and opens a folder nobody knows.
  await loadedBy('run', project.path, 'chain', '--trust')
  const loaded = await loadedBy('run', project.path, 'chain')
  expect(loaded.some((url) => url.endsWith('/engine/run/run-block.ts'))).toBe(true)
  expect(loaded.filter((url) => notNeeded.some((pattern) => pattern.test(url)))).toEqual([])
  const before = loaded.slice(
    0,
    loaded.findIndex((url) => url.endsWith('/engine/compose-engine.ts')),
  )
  expect(before.some((url) => url.endsWith('/engine/run/supervisor-process.ts'))).toBe(true)
  const early = [/\/node_modules\/yaml\//, /\/engine\/(?:history|pipelines)\//, /\/engine\/run\/runs?(?:-block)?\.ts/]
  expect(before.filter((url) => early.some((pattern) => pattern.test(url)))).toEqual([])
})
