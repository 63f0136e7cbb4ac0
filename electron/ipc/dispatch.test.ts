import { expect, test } from 'vitest'
import type { Handlers } from '#shared/contract/bridge.ts'
import { type RequestName, requests } from '#shared/contract/requests.ts'
import { fail, ok } from '#shared/result.ts'
import { createDispatch } from './dispatch.ts'

type Context = { readonly windowId: number }

const context: Context = { windowId: 1 }
const names = Object.keys(requests) as RequestName[]

const dispatchWith = (own: Partial<Handlers<Context>>, checkOutput = false) => {
  const refused = Object.fromEntries(names.map((name) => [name, async () => fail('unsupported', name)]))
  const logged: { message: string; facts: Record<string, unknown> | undefined }[] = []
  const dispatch = createDispatch<Context>({
    handlers: { ...refused, ...own } as Handlers<Context>,
    logger: { error: (message, facts) => void logged.push({ message, facts }) },
    checkOutput,
  })
  return { dispatch, logged }
}

test('a valid request reaches its handler with its context', async () => {
  const { dispatch } = dispatchWith({
    'system.chooseFolder': async ({ title }, asker) => ok({ path: `${title}${asker.windowId}` }),
  })
  expect(await dispatch('system.chooseFolder', { title: 'Open' }, context)).toEqual(ok({ path: 'Open1' }))
})

test.each(['run.explode', 'constructor', '__proto__', 7, null])('the unknown request %j is refused', async (name) => {
  const { dispatch } = dispatchWith({})
  expect(await dispatch(name, {}, context)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
})

test('an input that is not what the contract says never reaches the handler', async () => {
  let called = false
  const { dispatch } = dispatchWith({
    'system.copyText': async () => {
      called = true
      return ok(null)
    },
  })
  const result = await dispatch('system.copyText', { text: 3 }, context)
  expect(result).toMatchObject({
    ok: false,
    error: { code: 'invalid-input', message: expect.stringContaining('text') },
  })
  expect(called).toBe(false)
})

test('a path that leaves the project is refused before any handler', async () => {
  const { dispatch } = dispatchWith({
    'file.read': async () => ok({ path: '', text: 'secret', etag: '', editable: true, message: null }),
  })
  const input = { projectId: '0123456789abcdef', path: '../../etc/passwd' }
  expect(await dispatch('file.read', input, context)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
})

test('an expected failure comes back as it is', async () => {
  const failure = fail('not-found', 'There is no such run.')
  const { dispatch, logged } = dispatchWith({ 'system.copyText': async () => failure })
  expect(await dispatch('system.copyText', { text: '' }, context)).toEqual(failure)
  expect(logged).toEqual([])
})

test('a bug is logged in full and told only as a reference', async () => {
  const { dispatch, logged } = dispatchWith({
    'system.copyText': async () => {
      throw new Error('the secret is 42')
    },
  })
  const result = await dispatch('system.copyText', { text: '' }, context)
  expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
  expect(JSON.stringify(result)).not.toContain('secret')
  const reference = result.ok ? '' : result.error.details?.reference
  expect(logged[0]?.facts).toMatchObject({ reference, error: expect.stringContaining('the secret is 42') })
})

test('with checked answers, one that breaks the contract is a bug', async () => {
  const wrong = async () => ok({ path: 7 } as unknown as { path: string })
  const { dispatch } = dispatchWith({ 'system.chooseFile': wrong }, true)
  expect(await dispatch('system.chooseFile', { title: 'x' }, context)).toMatchObject({
    ok: false,
    error: { code: 'internal' },
  })
})
