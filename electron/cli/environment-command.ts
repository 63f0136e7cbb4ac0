import { ensureTrust, exitCodes, openProject, type Session, sayFailure } from './session.ts'

/** `pipewright env create <folder>`: makes the `.venv`, with its lines as they come. */
export const environmentCommand = async (session: Session): Promise<number> => {
  const [verb, folder] = session.arguments.positionals
  if (verb !== 'create') {
    return sayFailure(session, { code: 'invalid-input', message: 'Expected: pipewright env create <folder>' })
  }
  const opened = await openProject(session, folder)
  if (!opened.ok) return sayFailure(session, opened.error)
  const project = await ensureTrust(session, opened.value)
  if (!project.ok) return sayFailure(session, project.error)
  const { environments, events } = session.engine
  events.on('environment.progressed', (progress) => {
    console.log(session.arguments.json ? JSON.stringify({ kind: 'environment', ...progress }) : progress.line)
  })
  const started = await environments.create({ projectId: project.value.id })
  if (!started.ok) return sayFailure(session, started.error)
  const completed = await environments.waitFor(started.value.operationId)
  return completed ? exitCodes.completed : exitCodes.failed
}
