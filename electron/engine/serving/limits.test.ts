import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempServing, type TempServing } from '#engine/testing/temp-serving.ts'

let at: TempServing

beforeEach(async () => {
  at = await createTempServing()
  await at.register(1, { alias: 'champion' })
})
afterEach(() => at[Symbol.asyncDispose]())

const row = { tenure: 1, monthly: 1, contract: 'x' }
const predict = '/models/churn/predict'
const well = { status: 200, body: { prediction: 2, version: 'v1' } }

describe('limits', () => {
  it('turns away with 429 and Retry-After what does not fit the queue, and goes on', async () => {
    await at.settings({ workers: 1, batching: { maxRows: 1, maxWaitMs: 0 }, limits: { queue: 3 } })
    await at.serve()
    const answers = await Promise.all(Array.from({ length: 12 }, () => at.send(predict, { ...row, contract: 'waits' })))
    const turned = answers.filter(({ status }) => status === 429)
    expect(turned.length).toBeGreaterThan(4)
    expect(Number(turned[0]?.headers['retry-after'])).toBeGreaterThanOrEqual(1)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(3)
    expect(await at.send(predict, row)).toMatchObject(well)
  })

  it('answers 504 in time though the model hangs, and replaces its worker', async () => {
    await at.settings({ workers: 1, limits: { timeoutSeconds: 0.3 } })
    await at.serve()
    expect((await at.send(predict, { ...row, contract: 'sleeps' })).status).toBe(504)
    // The worker hangs for 30 s; what comes now waits for the one that replaces it.
    const answers: number[] = []
    while (answers.at(-1) !== 200) answers.push((await at.send(predict, row)).status)
    expect(new Set(answers.slice(0, -1))).toEqual(answers.length > 1 ? new Set([504]) : new Set())
  })

  it('puts requests that come together into one call, and never makes a single one wait', async () => {
    await at.settings({ workers: 1, batching: { maxRows: 64, maxWaitMs: 200 } })
    await at.serve()
    const started = performance.now()
    await at.send(predict, row)
    expect(performance.now() - started).toBeLessThan(150)
    await Promise.all(Array.from({ length: 16 }, () => at.send(predict, { ...row, contract: 'waits' })))
    // One after another they would take 16 × 50 ms each in a call of its own.
    expect(at.recorded.every(({ status }) => status === 200)).toBe(true)
  })
})

const destroyAll = (sockets: readonly Socket[]) => {
  for (const socket of sockets) socket.destroy()
}

/** Sends a body of unlimited length until it is refused. @returns the status, and how much was sent */
const flood = (isChunked: boolean): Promise<{ status: number; sent: number }> =>
  new Promise((resolve) => {
    const length = isChunked ? {} : { 'content-length': 1024 ** 3 }
    const headers = { 'content-type': 'application/json', ...length }
    const call = request({ host: '127.0.0.1', port: at.port(), path: predict, method: 'POST', headers })
    let sent = 0
    let status = 0
    const piece = Buffer.alloc(256 * 1024, 32)
    const more = () => {
      while (!call.destroyed && sent < 1024 ** 3) {
        sent += piece.length
        if (!call.write(piece)) break
      }
    }
    call.on('drain', more)
    call.on('response', (response) => {
      status = response.statusCode ?? 0
      response.resume()
      call.destroy()
    })
    call.on('error', () => undefined)
    call.on('close', () => resolve({ status, sent }))
    more()
  })

describe('attacks', () => {
  it('lets nobody in without the token, where it is on, and tells only that it lives', async () => {
    await at.settings({ token: 'on' })
    const { token } = await at.serve()
    expect(token).toMatch(/^[\w-]{32}$/)
    const by = (authorization: string) => at.send(predict, row, { headers: { authorization } })
    const refused = await Promise.all([at.send(predict, row), by('Bearer wrong'), by(`Basic ${token}`), by('Bearer ')])
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    expect(refused[0]?.headers['www-authenticate']).toBe('Bearer')
    expect(await by(`Bearer ${token}`)).toMatchObject(well)
    expect((await at.send('/ping')).status).toBe(200)
    expect((await at.send('/models')).status).toBe(401)
    expect((await at.send('/openapi.json')).status).toBe(401)
  })

  it('refuses foreign names of this computer and pages of other sites', async () => {
    await at.serve()
    const from = (headers: Record<string, string>) => at.send(predict, row, { headers })
    expect((await from({ host: `evil.example:${at.port()}` })).status).toBe(403)
    expect((await from({ host: `localhost.evil.example` })).status).toBe(403)
    expect((await from({ origin: 'http://evil.example' })).status).toBe(403)
    expect((await from({ origin: 'null' })).status).toBe(403)
    const own = await from({ host: `localhost:${at.port()}`, origin: `http://localhost:${at.port()}` })
    expect(own.status).toBe(200)
    expect(own.headers['access-control-allow-origin']).toBeUndefined()
    const preflight = await at.send(predict, undefined, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(404)
  })

  it.each([
    ['announces its length', false],
    ['does not say its length', true],
  ])('refuses a body of 1 GB that %s with 413, long before it is whole', async (_, isChunked) => {
    await at.settings({ limits: { bodyMb: 1 } })
    await at.serve()
    const { status, sent } = await flood(isChunked)
    // A connection that is reset while it is written to may lose the answer.
    expect([413, 0]).toContain(status)
    expect(sent).toBeLessThan(64 * 1024 * 1024)
    expect(await at.send(predict, row)).toMatchObject(well)
  })

  it('still serves while connections that say nothing, or a byte at a time, take all places', async () => {
    await at.settings({ limits: { connections: 40 } })
    await at.serve()
    const sockets = Array.from({ length: 300 }, (_, index) => {
      const socket = connect(at.port(), '127.0.0.1')
      socket.on('error', () => undefined)
      if (index % 2 === 0) socket.write('POST /invocations HTTP/1.1\r\nHost: localhost\r\nX-')
      return socket
    })
    await Promise.all(
      sockets.map(
        (socket) =>
          new Promise((resolve) => socket.once(socket.pending ? 'connect' : 'ready', resolve).once('close', resolve)),
      ),
    )
    for (let count = 0; count < 5; count += 1) expect(await at.send(predict, row)).toMatchObject(well)
    destroyAll(sockets)
  })
})
