import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ownArguments, parseArguments } from './arguments.ts'

const here = resolve('/work')

test('a relative folder is meant from where the command was given', () => {
  expect(parseArguments(['projects/churn'], here)).toEqual({ kind: 'folder', path: resolve('/work/projects/churn') })
})

test('switches of Chromium are not taken for a folder', () => {
  expect(parseArguments(['--no-sandbox', '--user-data-dir=/tmp/x'], here)).toEqual({ kind: 'nothing' })
})

test.each([[['--example', 'penguins']], [['--no-sandbox', '--example=penguins']]])('%j opens the example', (args) => {
  expect(parseArguments(args, here)).toEqual({ kind: 'example', exampleId: 'penguins' })
})

test('in development the folder of the app is not a project to open', () => {
  const argv = ['electron', '--no-sandbox', resolve('/app'), '/data/churn']
  expect(ownArguments(argv, resolve('/app'))).toEqual(['--no-sandbox', '/data/churn'])
})

test('a packaged app takes all arguments after its own name', () => {
  expect(ownArguments(['/opt/pipewright', '/data/churn'], null)).toEqual(['/data/churn'])
})

test('started at login it comes up with what was opened last', () => {
  expect(parseArguments(['--no-sandbox', '--at-login'], here)).toEqual({ kind: 'login' })
})
