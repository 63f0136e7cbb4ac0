import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isStale } from './stale.mjs'

/** Seconds; sources are older than what is built of them unless a test says otherwise. */
const long = 1_000_000
const built = 2_000_000
const sources = ['electron/main.ts', 'electron/engine/run/runs.ts', 'shared/result.ts', 'package-lock.json']
const results = ['out/main/main.cjs', 'out/main/cli.cjs', 'out/main/gateway.cjs']

let folder = ''
const write = (path, time) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), '')
  utimesSync(join(folder, path), time, time)
}
const age = (...paths) => {
  for (const path of paths) utimesSync(join(folder, path), long, long)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stale-'))
  for (const path of sources) write(path, long)
  for (const path of results) write(path, built)
  age('electron', 'electron/engine', 'electron/engine/run', 'shared')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('nothing is stale where nothing changed, at the first look and at those that only ask for times', () => {
  expect(isStale('main', folder)).toBe(false)
  expect(readFileSync(join(folder, '.cache/sources-main'), 'utf8').split('\n')).toContain('electron/engine/run/runs.ts')
  expect(isStale('main', folder)).toBe(false)
})

test.each([
  ['a file was saved', () => write('electron/engine/run/runs.ts', built + 1)],
  ['a file was added', () => writeFileSync(join(folder, 'shared/new.ts'), '')],
  [
    'an older file was moved in',
    () => {
      write('old.ts', long)
      renameSync(join(folder, 'old.ts'), join(folder, 'electron/engine/old.ts'))
    },
  ],
  ['a file was removed', () => rmSync(join(folder, 'electron/engine/run/runs.ts'))],
  ['a file in the root was saved', () => write('package-lock.json', built + 1)],
  ['something built is missing', () => rmSync(join(folder, 'out/main/gateway.cjs'))],
])('what is built is stale where %s', (_, change) => {
  change()
  expect(isStale('main', folder)).toBe(true)
})

test.each([
  ['saved', () => write('electron/engine/run/runs.ts', built + 1)],
  ['added', () => writeFileSync(join(folder, 'shared/new.ts'), '')],
  ['removed', () => rmSync(join(folder, 'electron/engine/run/runs.ts'))],
])('a look sees that a file was %s since the last one', (_, change) => {
  expect(isStale('main', folder)).toBe(false)
  change()
  expect(isStale('main', folder)).toBe(true)
})

test('a list of an earlier build is not taken: what came before the newer one is looked at too', () => {
  expect(isStale('main', folder)).toBe(false)
  write('electron/engine/new.ts', long)
  age('electron/engine')
  for (const path of results) write(path, built + 10)
  expect(isStale('main', folder)).toBe(false)
  write('electron/engine/new.ts', built + 20)
  age('electron/engine')
  expect(isStale('main', folder)).toBe(true)
})

test('a look is as good where no list can be kept', () => {
  writeFileSync(join(folder, '.cache'), '')
  expect(isStale('main', folder)).toBe(false)
  write('shared/result.ts', built + 1)
  expect(isStale('main', folder)).toBe(true)
})

test('times are not rounded: a source may be newer by a fraction of a second', () => {
  write('electron/main.ts', built + 0.5)
  expect(statSync(join(folder, 'electron/main.ts')).mtimeMs).toBe((built + 0.5) * 1000)
  expect(isStale('main', folder)).toBe(true)
})
