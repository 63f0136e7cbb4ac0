import { rm } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { load, states } from '#engine/testing/reuse-runs.ts'
import { createTempRuns, statesOf } from '#engine/testing/temp-runs.ts'

/** A stand-in with the face of Great Expectations that the runner uses; the real one is tried by the Python tests. */
const library = `
__version__ = '1.0'
class Result:
    def __init__(self, kwargs, success):
        self.expectation_config = {'type': 'expect_at_most', 'kwargs': kwargs}
        self.success, self.exception_info, self.result = success, {}, {'observed_value': 3}
class Validator:
    def __init__(self): self.results = []
    def set_default_expectation_argument(self, name, value): pass
    def expect_at_most(self, column, most): self.results.append(Result({'column': column, 'most': most}, most >= 3))
    def validate(self): return self
class Anything:
    def __getattr__(self, name): return lambda *args, **kwargs: self
class Context(Anything):
    data_sources = Anything()
    def get_validator(self, **kwargs): return Validator()
def get_context(mode): return Context()
`
const check = (most: number) =>
  `@extension('great_expectations')\ndef check(validator, *args, **kwargs):\n    validator.expect_at_most('n', ${most})\n`

const clean = {
  uuid: 'clean',
  upstream: ['load'],
  code: `@transformer
def clean(value, **kwargs):
    class Table(dict):
        columns = ['n']
    return Table(n=value['n'])
`,
}
const extensions = {
  great_expectations: {
    blocks: [{ uuid: 'sane', name: 'sane', type: 'extension', language: 'python', upstream_blocks: ['clean'] }],
  },
}

const project = async (most: number) => {
  const below = { uuid: 'below', upstream: ['clean'], code: '@transformer\ndef below(value):\n    return 1\n' }
  const temp = await createTempRuns([{ uuid: 'train', blocks: [load, clean, below], entry: { extensions } }])
  await temp.folder.write('great_expectations/__init__.py', library)
  await temp.folder.write('pandas.py', 'DataFrame = lambda rows: rows\n')
  await temp.folder.write('extensions/sane.py', check(most))
  return temp
}

it('an extension checks its block straight after it; what it finds is among the tests and keeps the blocks below from running', async () => {
  await using temp = await project(2)
  const run = await temp.finish('train')
  expect(statesOf(run)).toEqual({ load: 'completed', clean: 'failed', below: 'upstream-failed' })
  const [, clean] = run.blockRuns
  expect(clean?.tests).toMatchObject([
    { name: 'sane: expect_at_most(n, most=2)', state: 'failed', message: 'observed 3' },
  ])
  expect(clean?.reason).toContain('1 expectation of block clean not met')
  // What it gave is there to be looked at.
  expect(clean?.outputs).toHaveLength(1)
})

it('a block whose extension changed is not reused', async () => {
  await using temp = await project(3)
  expect(statesOf(await temp.finish('train'))).toMatchObject({ clean: 'completed', below: 'completed' })
  expect(await states(temp)).toMatchObject({ clean: 'reused', below: 'reused' })
  await temp.folder.write('extensions/sane.py', check(4))
  expect(await states(temp)).toMatchObject({ clean: 'completed' })
  await temp.folder.write('extensions/sane.py', check(1))
  expect(await states(temp)).toMatchObject({ clean: 'failed' })
})

it('an extension whose file is gone fails the block it checks, with the name of the file', async () => {
  await using temp = await project(3)
  await rm(temp.folder.at('extensions/sane.py'))
  const run = await temp.finish('train')
  expect(run.blockRuns[1]).toMatchObject({ state: 'failed' })
  expect(run.blockRuns[1]?.reason).toContain('extensions/sane.py')
})
