import { expect } from 'vitest'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { createTempRuns, statesOf, type TempRuns, type TempRunsOptions } from '#engine/testing/temp-runs.ts'
import type { Run } from '#shared/model/run.ts'

export const load: TempBlock = {
  uuid: 'load',
  type: 'data_loader',
  code: '@data_loader\ndef load(*args, **kwargs):\n    return [{"n": 3}]\n',
}
export const cleanCode = `from temp_project.utils.helpers import double

@transformer
def clean(value, **kwargs):
    return double(value['n'])
`
export const clean: TempBlock = { uuid: 'clean', upstream: ['load'], code: cleanCode }
export const score: TempBlock = {
  uuid: 'score',
  upstream: ['clean'],
  code: '@transformer\ndef score(n, **kwargs):\n    return n + 1\n',
}

/** load → clean → score, where clean imports a helper that imports another; ran once. */
export const ranOnce = async (options: TempRunsOptions = {}, blocks: readonly TempBlock[] = [load, clean, score]) => {
  const temp = await createTempRuns([{ uuid: 'train', blocks }], options)
  await temp.folder.write('utils/helpers.py', 'from utils.numbers import TWO\n\ndef double(n):\n    return n * TWO\n')
  await temp.folder.write('utils/numbers.py', 'TWO = 2\n')
  const run = await temp.finish('train')
  expect([run.state, run.reason]).toEqual(['completed', null])
  return temp
}

/** Runs what changed. */
export const again = (temp: TempRuns, variables: Run['variables'] = {}) =>
  temp.finish('train', { reuse: true, variables })

/** States of the blocks of a run of what changed. */
export const states = async (temp: TempRuns, variables: Run['variables'] = {}) => statesOf(await again(temp, variables))
