import { exitCodes, openProject, type Session, sayFailure, untilInterrupted } from './session.ts'

const portOf = (typed: string | null): number | null => {
  if (typed === null) return 0
  const port = Number(typed)
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null
}

type Address = { readonly url: string; readonly token: string }

const say = ({ arguments: { json, openToAll } }: Session, { url, token }: Address): void => {
  if (json) {
    console.log(JSON.stringify({ kind: 'tracking', url, token: openToAll ? null : token }))
    return
  }
  console.log(`Tracking at ${url} until Ctrl+C. In another terminal or a notebook:\n`)
  console.log(`  export MLFLOW_TRACKING_URI=${url}`)
  if (openToAll) console.log('\nAny program of this computer may call it: --no-token was given.')
  else console.log(`  export MLFLOW_TRACKING_TOKEN=${token}`)
}

/** `pipewright tracking <folder>`: answers MLflow's clients until Ctrl+C. */
export const trackingCommand = async (session: Session): Promise<number> => {
  const port = portOf(session.arguments.port)
  if (port === null)
    return sayFailure(session, { code: 'invalid-input', message: '--port expects a number from 1 to 65535.' })
  const opened = await openProject(session, session.arguments.positionals[0])
  if (!opened.ok) return sayFailure(session, opened.error)
  const isOpen = session.arguments.openToAll
  const ended = untilInterrupted()
  const address = await session.engine.tracking.serve({ projectId: opened.value.id, port, isOpen })
  if (!address.ok) return sayFailure(session, address.error)
  say(session, address.value)
  await ended
  return exitCodes.interrupted
}
