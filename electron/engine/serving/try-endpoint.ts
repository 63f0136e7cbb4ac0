import { request } from 'node:http'
import type { EndpointAnswer } from '#shared/model/endpoint.ts'
import { fail, ok, type Result } from '#shared/result.ts'

/** Bytes of an answer the window is shown. */
const mostShown = 1_000_000
const patienceMs = 120_000

type Trial = { readonly port: number; readonly token: string | null; readonly modelName: string; readonly body: string }

/** Sends a row to a served model as a caller on this computer would. Fails where nobody answers. */
export const tryEndpoint = ({ port, token, modelName, body }: Trial): Promise<Result<EndpointAnswer>> =>
  new Promise((resolve) => {
    const started = performance.now()
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    }
    const path = `/models/${encodeURIComponent(modelName)}/predict`
    const call = request(
      { host: '127.0.0.1', port, path, method: 'POST', headers, timeout: patienceMs },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (text.length < mostShown) text += chunk
        })
        response.on('end', () => {
          const id = response.headers['x-request-id']
          const milliseconds = performance.now() - started
          const status = response.statusCode ?? 0
          resolve(ok({ status, body: text, milliseconds, requestId: typeof id === 'string' ? id : null }))
        })
      },
    )
    call.on('timeout', () => call.destroy(new Error('no answer in time')))
    call.on('error', (error) => resolve(fail('unsupported', `The endpoint did not answer: ${error.message}.`)))
    call.end(body)
  })
