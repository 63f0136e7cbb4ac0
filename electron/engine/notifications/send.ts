import { fail, ok, type Result } from '#shared/result.ts'
import { mailSetup, type WebCall, webCalls } from './channels.ts'
import type { Message } from './message.ts'
import type { SetUpChannel } from './read-setup.ts'

/** A service that does not answer must not hold up the others. */
const longestCallMs = 15_000

const failed = (words: string) => fail('unsupported', words)

const causeOf = (error: unknown): string => {
  const { cause, message, name } = error as Error & { cause?: { code?: string; message?: string } }
  if (name === 'TimeoutError') return `no answer within ${longestCallMs / 1000} s`
  return cause?.code ?? cause?.message ?? message
}

const call = async ({ url, headers, body }: WebCall): Promise<Result<null>> => {
  const { host } = new URL(url)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      // An address that leads elsewhere is not the one a person wrote down.
      redirect: 'manual',
      signal: AbortSignal.timeout(longestCallMs),
    })
    if (response.ok) return ok(null)
    const answer = (await response.text().catch(() => '')).slice(0, 200)
    return failed(`${host} answered ${response.status}${answer === '' ? '' : `: ${answer}`}`)
  } catch (error) {
    return failed(`${host} could not be reached: ${causeOf(error)}`)
  }
}

const mail = async (channel: SetUpChannel, { title, details }: Message): Promise<Result<null>> => {
  const { host, port, from, to, user, password, isTls, wantsStartTls } = mailSetup(channel.config)
  const hasLogin = user !== null && password !== null
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    // As Mage: a password goes over the wire only where that is encrypted.
    requireTLS: hasLogin && wantsStartTls && !isTls,
    ignoreTLS: !wantsStartTls,
    connectionTimeout: longestCallMs,
    greetingTimeout: longestCallMs,
    socketTimeout: longestCallMs,
    ...(hasLogin ? { auth: { user, pass: password } } : {}),
  })
  try {
    await transport.sendMail({ from, to: [...to], subject: title, text: details })
    return ok(null)
  } catch (error) {
    return failed(`The mail server ${host}:${port} did not take the mail: ${causeOf(error)}`)
  } finally {
    transport.close()
  }
}

/** Sends a message to a channel; fails with what the other side said. */
export const send = async (channel: SetUpChannel, message: Message): Promise<Result<null>> => {
  if (channel.kind === 'email') return mail(channel, message)
  for (const request of webCalls(channel, message)) {
    const sent = await call(request)
    if (!sent.ok) return sent
  }
  return ok(null)
}
