import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { given } from '#engine/testing/temp-runs.ts'
import { createTempTriggers, type TempTriggers, triggerOf } from '#engine/testing/temp-triggers.ts'

let at: TempTriggers
let url: URL

beforeEach(async () => {
  at = await createTempTriggers()
  await at.save(triggerOf({ name: 'hook', when: { kind: 'api' }, variables: { target: 'churn', epochs: 5 } }))
  await at.look()
  url = await addressOf('hook')
})
afterEach(() => at[Symbol.asyncDispose]())

const addressOf = async (name: string): Promise<URL> => {
  const { api } = await at.status(name)
  const address = new URL(api?.url ?? '')
  // Tests let the system choose the port.
  address.port = String(at.triggers.apiPort())
  return address
}

type Sent = {
  readonly path?: string
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly method?: string
}

const send = (sent: Sent = {}): Promise<{ status: number; body: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    const { path = url.pathname, body = '', headers = {}, method = 'POST' } = sent
    const call = request({ host: '127.0.0.1', port: url.port, path, method, headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }))
    })
    call.on('error', reject)
    call.end(body)
  })

const token = () => url.pathname.split('/').at(-1) ?? ''
const bearer = () => url.pathname.replace(/pipeline_runs\/.*/, 'api_trigger')

describe("Mage's address of one block", () => {
  const code = `@custom
def run(*args, **kwargs):
    if kwargs.get('price') is None:
        raise ValueError('no price')
    return [{'price': kwargs['price'] * 2}, 'text', 7]
`
  const ask = (variables: object, path = `/api/runs/${token()}`) =>
    send({ path, body: JSON.stringify({ run: { pipeline_uuid: 'train', block_uuid: 'one', variables } }) })

  it('runs it with the variables of the call and answers what it gave', async () => {
    await at.temp.folder.write('custom/one.py', code)
    const answer = await ask({ price: 21 })
    expect(answer.body).toEqual({ run: { output: [{ price: 42 }, 'text', 7] } })
    expect(await at.ended()).toMatchObject([
      { state: 'completed', scope: { kind: 'only', block: 'one' }, origin: { kind: 'api' }, variables: { price: 21 } },
    ])
  })

  it('says why it failed, with its traceback', async () => {
    await at.temp.folder.write('custom/one.py', code)
    const { error } = (await ask({})).body
    expect(error).toMatchObject({ code: 500, exception: expect.stringContaining('ValueError: no price') })
  })

  it('takes the token of any API trigger, by header too, and no other', async () => {
    const wrong = await ask({ price: 1 }, `/api/runs/${'0'.repeat(32)}`)
    expect(wrong.body.error).toMatchObject({ code: 404 })
    const empty = await send({ path: '/api/runs', headers: { authorization: `Bearer ${token()}` } })
    expect(empty.body.error).toMatchObject({ code: 400, message: expect.stringContaining('block_uuid') })
  })
})

describe("Mage's address of an API trigger", () => {
  it('starts a run with the variables of the call above those of the trigger', async () => {
    const body = JSON.stringify({ pipeline_run: { variables: { epochs: 9 } }, source: 'shop' })
    const answer = await send({ body })
    expect(answer.status).toBe(200)
    expect(answer.body.pipeline_run).toMatchObject({
      id: 1,
      pipeline_uuid: 'train',
      status: expect.stringMatching(/initial|running/),
      variables: { target: 'churn', epochs: 9, source: 'shop' },
      event_variables: { source: 'shop' },
      backfill_id: null,
    })
    expect(await at.ended()).toMatchObject([{ state: 'completed', origin: { kind: 'api', name: 'hook' } }])
  })

  it('takes the token as a header too, and an empty body', async () => {
    const answer = await send({ path: bearer(), headers: { authorization: `Bearer ${token()}` } })
    expect(answer.body.pipeline_run).toMatchObject({ id: 1 })
  })

  it.each([
    ['a wrong token', () => ({ path: url.pathname.replace(token(), '0'.repeat(32)) }), 404],
    ['no token', () => ({ path: bearer() }), 404],
    ['an unknown trigger', () => ({ path: url.pathname.replace(/schedules\/\d+/, 'schedules/999') }), 404],
    ['another address', () => ({ path: '/api/kernels' }), 404],
    ['another method', () => ({ method: 'GET' }), 404],
    ['a body that is no JSON', () => ({ body: '{' }), 400],
  ] as const)('answers %s with HTTP 200 and an error, as Mage does', async (_, sent, code) => {
    const answer = await send(sent())
    expect(answer.status).toBe(200)
    expect(answer.body.error).toMatchObject({ code, message: expect.any(String), errors: expect.any(Array) })
    expect(await at.ended()).toEqual([])
  })

  it('refuses other names of this computer and bodies without end', async () => {
    expect((await send({ headers: { host: `evil.example:${url.port}` } })).status).toBe(403)
    const large = await send({ body: 'x'.repeat(2_000_000) }).catch((error: NodeJS.ErrnoException) => error.code)
    expect(large === 'EPIPE' || large === 'ECONNRESET' || (typeof large === 'object' && large.status === 413)).toBe(
      true,
    )
    expect(await at.ended()).toEqual([])
  })

  it('says so when the trigger is switched off, and nothing listens any more', async () => {
    const { id: projectId } = at.temp.project
    await at.save(triggerOf({ name: 'other', when: { kind: 'api' } }))
    given(await at.triggers.switch({ projectId, pipelineUuid: 'train', name: 'hook', active: false }))
    await at.look()
    expect((await send()).body.error).toMatchObject({ message: 'The trigger "hook" is switched off.' })
    given(await at.triggers.switch({ projectId, pipelineUuid: 'train', name: 'other', active: false }))
    await at.look()
    await expect(send()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
