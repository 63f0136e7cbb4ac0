import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fails, returns } from '#engine/testing/fixture-blocks.ts'
import type { TempBlock } from '#engine/testing/temp-project.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { createFakeClock, createTempTriggers, triggerOf } from '#engine/testing/temp-triggers.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { createNotifications } from './notifications.ts'

type Received = { readonly path: string; readonly body: Record<string, unknown> }

/** A service on this computer that takes messages. */
const createService = async () => {
  const received: Received[] = []
  const state = { status: 200 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString('utf8')) })
      response.writeHead(state.status).end(state.status === 200 ? 'ok' : 'no such channel')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { received, state, url, close: () => server.close() }
}

let service: Awaited<ReturnType<typeof createService>>
beforeEach(async () => {
  service = await createService()
})
afterEach(() => {
  service.close()
})

const start = Date.UTC(2026, 10, 24, 9, 10)

const createTold = async (code: string | readonly TempBlock[], setup: string) => {
  const clock = createFakeClock(start)
  const blocks = typeof code === 'string' ? [{ uuid: 'one', code }] : code
  const at = await createTempTriggers([{ uuid: 'train', blocks }], clock)
  const { context, deps, histories, folder, project } = at.temp
  await folder.write('metadata.yaml', setup)
  const notifications = createNotifications(context, { ...deps, histories, clock })
  await at.save(triggerOf({ when: { kind: 'once' } }))
  const projectId = project.id
  return {
    at,
    clock,
    notifications,
    projectId,
    /** Fires the trigger and waits for the end of its run. */
    fire: async () => {
      await at.look()
      await at.ended()
    },
    deliveries: async () => given(await notifications.deliveries({ projectId, limit: 50 })),
    [Symbol.asyncDispose]: async () => {
      await notifications[Symbol.asyncDispose]()
      await at[Symbol.asyncDispose]()
    },
  }
}

const slack = (more = '') => `notification_config:\n  slack_config:\n    webhook_url: ${service.url}/slack\n${more}`

describe('a notification', () => {
  it('tells of no failure that a run only left as it was, and of the success that mended it', async () => {
    const each = '@transformer\ndef f(n, **kwargs):\n    return 1 / ((n - 1) * (n - 2))\n'
    await using told = await createTold(
      [
        { uuid: 'items', code: returns([[1, 2, 3]]), configuration: { dynamic: true } },
        { uuid: 'each', upstream: ['items'], code: each },
      ],
      slack('  alert_on: [trigger_failure, trigger_success]\n'),
    )
    await told.fire()
    await waitFor(() => service.received.length === 1, 'the message')
    const { runs, folder } = told.at.temp
    const goOn = async (runId: number, again?: string[]) => {
      const asked = { projectId: told.projectId, runId, ...(again === undefined ? {} : { again }) }
      return given(await runs.waitFor(told.projectId, given(await runs.resume(asked)).runId))
    }
    await folder.write('transformers/each.py', each.replace('1 /', '1 +'))
    const one = await goOn(1, ['each:0'])
    expect([one.state, one.reason]).toEqual([
      'failed',
      'What was chosen to run again has completed; 1 failure of run 1 is left.',
    ])
    await goOn(one.id)
    await waitFor(() => service.received.length === 2, 'the message of success')
    expect((await told.deliveries()).map(({ occasion, runId }) => [occasion, runId])).toEqual([
      ['success', 3],
      ['failure', 1],
    ])
  })

  it('tells Slack of a failed run in its own form, and is kept as sent', async () => {
    await using told = await createTold(fails('no rows'), slack())
    await told.fire()
    await waitFor(() => service.received.length === 1, 'the message')
    const blocks = service.received[0]?.body.blocks as { text?: { text: string } }[]
    expect(blocks[0]?.text?.text).toBe('train failed')
    expect(blocks[2]?.text?.text).toContain('Block one: ValueError: no rows')
    await waitFor(async () => (await told.deliveries())[0]?.state === 'sent', 'the delivery')
    expect(await told.deliveries()).toMatchObject([{ channel: 'slack', occasion: 'failure', runId: 1, attempts: 1 }])
    expect((await told.deliveries())[0]?.target).not.toContain('slack')
  })

  it('is not sent where nobody asked for it: success by default, runs of a person never', async () => {
    await using told = await createTold(returns(1), slack())
    await told.fire()
    await told.at.temp.finish('train')
    expect(await told.deliveries()).toEqual([])
  })

  it('follows the templates of the user, those of the pipeline before those of the project', async () => {
    const template = (title: string) => `  message_templates:\n    success:\n      title: "${title}"\n`
    await using told = await createTold(
      returns(1),
      slack(`  alert_on: [trigger_success]\n${template('of the project')}`),
    )
    await told.at.temp.folder.write(
      'pipelines/train/metadata.yaml',
      `${await told.at.temp.folder.read('pipelines/train/metadata.yaml')}\nnotification_config:\n${template('{pipeline_uuid} is {{done}} by {pipeline_schedule_name}')}`,
    )
    await told.fire()
    await waitFor(() => service.received.length === 1, 'the message')
    expect(service.received[0]?.body.text).toBe('train is {done} by nightly')
  })

  it('that cannot be sent is tried again later, with what the service answered, and in the end given up', async () => {
    await using told = await createTold(fails(), slack())
    service.state.status = 404
    await told.fire()
    await waitFor(async () => (await told.deliveries())[0]?.error ?? null, 'the first attempt')
    expect(await told.deliveries()).toMatchObject([
      { state: 'waiting', attempts: 1, nextAttemptAt: told.clock.now() + 10_000 },
    ])
    expect((await told.deliveries())[0]?.error).toContain('answered 404: no such channel')
    await waitFor(async () => {
      told.clock.advance(3_600_000)
      return (await told.deliveries())[0]?.state === 'failed'
    }, 'the end of all attempts')
    expect((await told.deliveries())[0]).toMatchObject({ attempts: 6, nextAttemptAt: null })
    expect(service.received).toHaveLength(6)
  })

  it('goes to every kind of address, and to our own webhook', async () => {
    const of = (name: string) => `  ${name}_config:\n    webhook_url: ${service.url}/${name}\n`
    const kinds = ['teams', 'discord', 'telegram', 'google_chat']
    const opsgenie = `  opsgenie_config:\n    url: ${service.url}/opsgenie\n    api_key: secret\n`
    await using told = await createTold(fails(), `notification_config:\n${kinds.map(of).join('')}${opsgenie}`)
    await told.at.temp.folder.write(
      'notifications.pipewright.yaml',
      `webhook_config:\n  webhook_url: ${service.url}/webhook\n`,
    )
    await told.fire()
    await waitFor(() => service.received.length === 6, 'six messages')
    const paths = service.received.map(({ path }) => path).sort()
    expect(paths).toEqual(['/discord', '/google_chat', '/opsgenie', '/teams', '/telegram', '/webhook'])
  })
})

describe('an alert of a model', () => {
  it('is told once, whoever started what', async () => {
    await using told = await createTold(returns(1), slack())
    const { projectId } = told
    const alert = {
      id: 1,
      model: 'churn',
      rule: 'drift of monthly',
      metric: 'psi',
      feature: 'monthly',
      version: 7,
      value: 0.31,
      limit: 0.25,
      message: 'PSI of monthly is 0.31, above 0.25.',
      openedAt: start,
      clearedAt: null,
      acknowledgedAt: null,
    }
    const { events } = told.at.temp.context
    for (const state of ['opened', 'opened', 'cleared'] as const)
      events.emit('model.alerted', { projectId, modelName: 'churn', state, alert })
    await waitFor(async () => (await told.deliveries())[0]?.state === 'sent', 'the delivery')
    expect(service.received.map(({ body }) => body.text)).toEqual(['churn: drift of monthly'])
    expect(await told.deliveries()).toMatchObject([{ occasion: 'alert', runId: null }])
  })
})

/** A mail server that takes everything and keeps what it was told. */
const createMailServer = async () => {
  const lines: string[] = []
  const answer = (line: string, wasData: boolean): string | null => {
    if (wasData) return line === '.' ? '250 kept' : null
    return line === 'DATA' ? '354 go on' : '250 ok'
  }
  const server = createTcpServer((socket) => {
    let isData = false
    socket.write('220 here\r\n')
    createInterface(socket).on('line', (line) => {
      lines.push(line)
      const said = answer(line, isData)
      isData = said === '354 go on' || (isData && said === null)
      if (said !== null) socket.write(`${said}\r\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { lines, port: (server.address() as AddressInfo).port, close: () => server.close() }
}

describe('a mail', () => {
  it('goes to everybody named, with the title as its subject', async () => {
    const mailServer = await createMailServer()
    const setup = `notification_config:
  email_config:
    smtp_host: 127.0.0.1
    smtp_port: ${mailServer.port}
    smtp_mail_from: pipewright@example.com
    smtp_starttls: false
    to_emails: [ada@example.com, grace@example.com]
`
    await using told = await createTold(fails('no rows'), setup)
    try {
      await told.fire()
      await waitFor(async () => (await told.deliveries())[0]?.state === 'sent', 'the delivery')
      expect(mailServer.lines).toContain('RCPT TO:<grace@example.com>')
      expect(mailServer.lines).toContain('Subject: train failed')
      // A line that ends with = goes on in the next (quoted-printable).
      expect(mailServer.lines.join('\n').replaceAll('=\n', '')).toContain('Block one: ValueError: no rows')
    } finally {
      mailServer.close()
    }
  })
})

describe('the setup of notifications', () => {
  it('names what is missing, and takes addresses from the environment', async () => {
    process.env.PIPEWRIGHT_TEST_HOOK = `${service.url}/hook`
    const setup = `notification_config:
  slack_config:
    webhook_url: "{{ env_var('PIPEWRIGHT_TEST_HOOK') }}"
  discord_config:
    webhook_url: "{{ env_var('NOBODY_SET_THIS') }}"
  teams_config:
    webhook_url: null
  email_config:
    smtp_host: localhost
  alert_on: [trigger_failure, trigger_sucess]
`
    await using told = await createTold(returns(1), setup)
    const { projectId } = told
    const shown = given(await told.notifications.setup({ projectId, pipelineUuid: null }))
    expect(shown.problems[0]).toContain('"trigger_sucess"')
    expect(shown.channels.map(({ kind, problem }) => [kind, problem])).toEqual([
      ['email', 'smtp_mail_from is missing: the address the mail comes from.'],
      ['slack', null],
      ['discord', 'The environment variable NOBODY_SET_THIS is not set.'],
    ])
    given(await told.notifications.test({ projectId, pipelineUuid: null, channel: 'slack' }))
    expect(service.received[0]).toMatchObject({ path: '/hook', body: { text: 'Test of Pipewright' } })
    const refused = await told.notifications.test({ projectId, pipelineUuid: null, channel: 'discord' })
    expect(refused.ok ? '' : refused.error.message).toContain('NOBODY_SET_THIS')
  })
})
