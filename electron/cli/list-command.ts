import { counted } from './counted.ts'
import { exitCodes, openProject, type Session, sayFailure } from './session.ts'

/** `pipewright list <folder>`: pipelines with their blocks and last run. */
export const listCommand = async (session: Session): Promise<number> => {
  const project = await openProject(session, session.arguments.positionals[0])
  if (!project.ok) return sayFailure(session, project.error)
  const { pipelines } = project.value
  if (session.arguments.json) {
    for (const pipeline of pipelines) console.log(JSON.stringify(pipeline))
    return exitCodes.completed
  }
  const width = Math.max(8, ...pipelines.map((pipeline) => pipeline.uuid.length))
  for (const pipeline of pipelines) {
    const blocks = pipeline.readable ? counted(pipeline.blockCount, 'block') : 'unreadable'
    const lastRun = pipeline.lastRun === null ? 'never run' : `run ${pipeline.lastRun.runId} ${pipeline.lastRun.state}`
    console.log(`${pipeline.uuid.padEnd(width)}  ${pipeline.type.padEnd(11)}  ${blocks.padEnd(10)}  ${lastRun}`)
  }
  if (pipelines.length === 0) console.log(`${project.value.path} has no pipelines.`)
  return exitCodes.completed
}
