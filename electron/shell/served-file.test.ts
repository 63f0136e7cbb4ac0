import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { fileBelow } from './served-file.ts'

const folder = resolve('/app/out/renderer')

test('an address names a file below the folder', () => {
  expect(fileBelow(folder, 'app://pipewright/assets/main.js')).toBe(join(folder, 'assets', 'main.js'))
})

test('the bare origin is the page', () => {
  expect(fileBelow(folder, 'app://pipewright/')).toBe(join(folder, 'index.html'))
})

test.each([
  'app://pipewright/..%2f..%2fpackage.json',
  'app://pipewright/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd',
  'app://pipewright/a%00b',
  'app://pipewright/%E0%A4%A',
  'not an address',
])('%s is refused', (address) => {
  expect(fileBelow(folder, address)).toBeNull()
})

test('a sibling folder with the same beginning is not below the folder', () => {
  expect(fileBelow(folder, 'app://pipewright/..%2frenderer-secrets/key')).toBeNull()
})
