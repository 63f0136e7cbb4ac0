import type { EndpointStatus, WantedRoute } from '#shared/model/endpoint.ts'
import type { Project } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { ensureTrust, exitCodes, openProject, type Session, sayFailure, untilInterrupted } from './session.ts'

const say = (session: Session, kind: string, said: { facts: Record<string, unknown>; words: string }): void => {
  if (session.arguments.json) console.log(JSON.stringify({ kind, time: Date.now(), ...said.facts }))
  else console.log(said.words)
}

type Wanted = { readonly name: string; readonly versions: WantedRoute[] | null }

/** `churn`, `churn@champion`, `churn/7`; without a version as the settings of the endpoint say. */
const wantedOf = (reference: string | undefined): Result<Wanted> => {
  const match = /^(?:models:\/+)?([^/@:]+)(?:@([\w-]+)|\/(\d+))?$/.exec(reference ?? '')
  if (match?.[1] === undefined) {
    return fail('invalid-input', 'Expected a model such as churn, churn@champion or churn/7. See pipewright --help.')
  }
  const [, name, alias, number] = match
  const version = alias ?? (number === undefined ? null : Number(number))
  return ok({ name, versions: version === null ? null : [{ version, share: 100, mode: 'live' }] })
}

const numberOf = (text: string | null, name: string, highest: number): Result<number | null> => {
  if (text === null) return ok(null)
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0 && number <= highest) return ok(number)
  return fail('invalid-input', `--${name} expects a whole number up to ${highest}, got "${text}".`)
}

const versionsWords = ({ versions }: EndpointStatus): string =>
  versions
    .filter(({ state }) => state === 'ready')
    .map(({ version, share, mode }) =>
      mode === 'live' && share === 100 ? `v${version}` : `v${version} (${mode}, ${share} %)`,
    )
    .join(', ')

const sayServing = (session: Session, status: EndpointStatus): void => {
  const { modelName, url, token } = status
  const lines = [
    `Serving ${modelName} ${versionsWords(status)} at ${url}`,
    `  POST ${url}/models/${encodeURIComponent(modelName)}/predict     POST ${url}/invocations     ${url}/docs`,
    ...(token === null ? [] : [`  Authorization: Bearer ${token}`]),
  ]
  const versions = status.versions.map(({ version, share, mode }) => ({ version, share, mode }))
  say(session, 'serving', { facts: { model: modelName, url, token, versions }, words: lines.join('\n') })
}

const sayChange = (session: Session, status: EndpointStatus): void => {
  const { modelName, state, message } = status
  if (state === 'serving') sayServing(session, status)
  else say(session, state, { facts: { model: modelName, message }, words: `${modelName}: ${message ?? state}` })
}

/** Tells when other versions answer, or it no longer does. */
const follow = (session: Session, project: Project, first: EndpointStatus): void => {
  const { modelName } = first
  const { endpoints, events } = session.engine
  let known = versionsWords(first)
  const look = async (): Promise<void> => {
    const status = await endpoints.status({ projectId: project.id, modelName })
    if (!status.ok) return
    const words = status.value.state === 'serving' ? versionsWords(status.value) : status.value.state
    if (words !== known) sayChange(session, status.value)
    known = words
  }
  events.on('endpoint.changed', (changed) => {
    if (changed.projectId === project.id && changed.modelName === modelName) void look()
  })
}

const serveInput = ({ arguments: { positionals, port, workers } }: Session) => {
  const wanted = wantedOf(positionals[1])
  if (!wanted.ok) return wanted
  const [portNumber, workerNumber] = [numberOf(port, 'port', 65_535), numberOf(workers, 'workers', 64)]
  if (!portNumber.ok) return portNumber
  return workerNumber.ok ? ok({ ...wanted.value, port: portNumber.value, workers: workerNumber.value }) : workerNumber
}

/** `pipewright serve <folder> <model>[@alias|/version]`: answers until Ctrl+C, which lets requests at work finish. */
export const serveCommand = async (session: Session): Promise<number> => {
  const input = serveInput(session)
  if (!input.ok) return sayFailure(session, input.error)
  const opened = await openProject(session, session.arguments.positionals[0])
  if (!opened.ok) return sayFailure(session, opened.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  const ended = untilInterrupted()
  const { name: modelName, versions, port, workers } = input.value
  const asked = { projectId: project.value.id, modelName, versions, port, workers, reason: null }
  const served = await session.engine.endpoints.serve(asked)
  if (!served.ok) return sayFailure(session, served.error)
  sayServing(session, served.value)
  follow(session, project.value, served.value)
  // Its rules ring, and train anew, without a window too.
  const watched = await session.engine.monitoring.watch({ projectId: project.value.id })
  if (!watched.ok) return sayFailure(session, watched.error)
  await ended
  return exitCodes.interrupted
}
