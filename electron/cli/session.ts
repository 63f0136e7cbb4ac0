import { createInterface } from 'node:readline/promises'
import type { Engine } from '#engine/engine.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Project } from '#shared/model/project.ts'
import { fail, type Result } from '#shared/result.ts'
import type { Arguments } from './arguments.ts'

/** Exit codes a script can rely on. */
export const exitCodes = { completed: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const

/** What every command gets. */
export type Session = { readonly engine: Engine; readonly arguments: Arguments; readonly version: string }

/** Resolves when the user wants an end: Ctrl+C, or a signal. */
export const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    // A handler of a signal keeps no process alive; the timer does.
    const alive = setInterval(() => {}, 60_000)
    const end = () => {
      clearInterval(alive)
      resolve()
    }
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  })

/** Says a failure on stderr, as JSON where asked. @returns the exit code for it */
export const sayFailure = (session: Session, error: { code: string; message: string }): number => {
  if (session.arguments.json) console.log(JSON.stringify({ kind: 'error', ...error }))
  else console.error(`pipewright: ${error.message}`)
  const wrongUse = ['invalid-input', 'not-found', 'not-a-project', 'not-trusted']
  return wrongUse.includes(error.code) ? exitCodes.wrongUse : exitCodes.failed
}

/** Opens the project named on the command line; with several projects below the folder their names are said. */
export const openProject = async ({ engine }: Session, folder: string | undefined): Promise<Result<Project>> => {
  if (folder === undefined) return fail('invalid-input', 'A project folder is missing. See pipewright --help.')
  const inspected = await engine.projects.inspect({ path: folder })
  if (!inspected.ok) return inspected
  const found = inspected.value
  if (found.kind === 'missing') return fail('not-found', `There is no folder ${found.path}.`)
  if (found.kind === 'several') {
    const names = found.projects.map((project) => `  ${project.path}`).join('\n')
    return fail('not-a-project', `${found.path} holds several projects; name one of them:\n${names}`)
  }
  return engine.projects.open({ path: folder })
}

const askTrust = async (project: Project): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const question = `Running executes the code in ${project.path} with your rights.\nDo you trust this folder? [y/N] `
  const answer = await terminal.question(question)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** Makes sure the folder is trusted: by `--trust`, or by asking once where somebody can answer. */
export const ensureTrust = async (session: Session, project: Project): Promise<Result<Project>> => {
  if (project.trusted) return { ok: true, value: project }
  const interactive = process.stdin.isTTY && process.stderr.isTTY && !session.arguments.json
  const trusted = session.arguments.trust || (interactive && (await askTrust(project)))
  if (trusted) return session.engine.projects.trust({ projectId: project.id })
  return fail(
    'not-trusted',
    `${project.path} is not trusted, so none of its code was run. Look at it, then run again with --trust.`,
  )
}

/** The pipeline of that id; the project's pipelines are named where there is none. */
export const findPipeline = async (
  { engine }: Session,
  project: Project,
  uuid: string | undefined,
): Promise<Result<Pipeline>> => {
  const names = project.pipelines.map((pipeline) => pipeline.uuid).join(', ')
  if (uuid === undefined) return fail('invalid-input', `Which pipeline? ${project.name} has: ${names}`)
  if (!project.pipelines.some((pipeline) => pipeline.uuid === uuid))
    return fail('not-found', `${project.name} has no pipeline "${uuid}". It has: ${names}`)
  return engine.pipelines.get({ projectId: project.id, pipelineUuid: uuid })
}
