import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { isAsClosed } from './closed-file.ts'
import { openHistoryFile } from './open-history-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipewright-closed-'))
  path = join(folder, 'history.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = async () => {
  await using context = await createTempEngineContext()
  return given(await openHistoryFile(path, context.logger))
}

it('a history is known as it was closed, until somebody writes to it', async () => {
  expect(isAsClosed(path)).toBe(false)
  const first = await open()
  expect(isAsClosed(path)).toBe(false)
  first.close()
  expect(isAsClosed(path)).toBe(true)
  await utimes(path, new Date(), new Date(Date.now() + 5))
  expect(isAsClosed(path)).toBe(false)
})

it('a history that another host has open, or that was not closed in order, is not', async () => {
  const [mine, other] = [await open(), await open()]
  mine.close()
  expect(isAsClosed(path)).toBe(false)
  other.close()
  expect(isAsClosed(path)).toBe(true)
  await writeFile(`${path}-wal`, '')
  expect(isAsClosed(path)).toBe(false)
})

it('one whose damage nobody could have noted is checked', async () => {
  const first = await open()
  first.exec('CREATE TABLE filler (text TEXT)')
  for (let row = 0; row < 200; row += 1) first.prepare('INSERT INTO filler VALUES (?)').run('x'.repeat(400))
  first.close()
  const bytes = await readFile(path)
  bytes.fill(0, bytes.length - 8_192)
  await writeFile(path, bytes)
  const fresh = await open()
  expect(fresh.prepare("SELECT name FROM sqlite_master WHERE name = 'filler'").all()).toEqual([])
  fresh.close()
})
