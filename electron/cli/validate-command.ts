import type { Problem } from '#shared/model/problem.ts'
import { counted } from './counted.ts'
import { exitCodes, openProject, type Session, sayFailure } from './session.ts'

const problemLine = (problem: Problem): string => {
  const place = problem.line === null ? problem.file : `${problem.file}:${problem.line}`
  return `${place}: ${problem.severity}: ${problem.message} [${problem.code}]`
}

/** `pipewright validate <folder>`: every problem with file, line and words. Executes nothing. 1 where there is an error. */
export const validateCommand = async (session: Session): Promise<number> => {
  const project = await openProject(session, session.arguments.positionals[0])
  if (!project.ok) return sayFailure(session, project.error)
  const { problems, pipelines } = project.value
  const errors = problems.filter((problem) => problem.severity === 'error').length
  if (session.arguments.json) for (const problem of problems) console.log(JSON.stringify(problem))
  else {
    for (const problem of problems) console.log(problemLine(problem))
    const counts = [
      counted(pipelines.length, 'pipeline'),
      counted(errors, 'error'),
      counted(problems.length - errors, 'warning'),
    ]
    console.log(counts.join(', '))
  }
  return errors === 0 ? exitCodes.completed : exitCodes.failed
}
