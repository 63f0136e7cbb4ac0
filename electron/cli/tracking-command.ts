import { resolve } from 'node:path'
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

/** `pipewright tracking import|export <folder> <store>`: from or into a store of MLflow. */
const moveCommand = async (session: Session, verb: 'import' | 'export'): Promise<number> => {
  const [, folder, path] = session.arguments.positionals
  if (path === undefined)
    return sayFailure(session, {
      code: 'invalid-input',
      message: `Which store of MLflow? pipewright tracking ${verb} <folder> <store>`,
    })
  const opened = await openProject(session, folder)
  if (!opened.ok) return sayFailure(session, opened.error)
  const { tracking } = session.engine
  const input = { projectId: opened.value.id, path: resolve(path) }
  const moved = await (verb === 'import' ? tracking.importFrom(input) : tracking.exportTo(input))
  if (!moved.ok) return sayFailure(session, moved.error)
  const { experiments, trackedRuns, skipped } = moved.value
  const words = `${verb === 'import' ? 'Imported' : 'Exported'} ${trackedRuns} runs of ${experiments} experiments; ${skipped} were there already.`
  console.log(session.arguments.json ? JSON.stringify({ kind: `tracking-${verb}`, ...moved.value }) : words)
  return exitCodes.completed
}

/** `pipewright tracking <folder>`: answers MLflow's clients until Ctrl+C. */
export const trackingCommand = async (session: Session): Promise<number> => {
  const [verb] = session.arguments.positionals
  if (verb === 'import' || verb === 'export') return moveCommand(session, verb)
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
