import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alone } from './alone.mjs'

let folder = ''
const lock = () => join(folder, 'deep', 'lock')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alone-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('work under one lock does not overlap, also where it fails, and leaves nothing', async () => {
  const seen = []
  const work = (name, fails) => async () => {
    seen.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    seen.push(`${name} ends`)
    if (fails) throw new Error('no')
    return name
  }
  const [first, second] = await Promise.allSettled([alone(lock(), work('a', true)), alone(lock(), work('b', false))])
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  expect([first.status, second.value]).toEqual(['rejected', 'b'])
  expect(existsSync(lock())).toBe(false)
})

test('the lock of a process that is gone is taken away', async () => {
  await alone(lock(), async () => undefined)
  writeFileSync(lock(), String(spawnSync(process.execPath, ['--version']).pid))
  expect(await alone(lock(), async () => 'done')).toBe('done')
})
