import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Project } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { exitCodes, openProject, type Session, sayFailure } from './session.ts'

/** Asked for without showing it in a terminal; all of stdin in a script, so that the value is in no list of processes. */
const readValue = async (name: string): Promise<string> => {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  process.stderr.write(`Value of ${name}: `)
  const value = await terminal.question('')
  terminal.close()
  process.stderr.write('\n')
  return value
}

const usage = {
  code: 'invalid-input',
  message: 'Expected: pipewright secret set|list|remove <folder> [name]. See pipewright secret --help.',
} as const

type Done = { readonly facts: object; readonly words: string }

const list = async ({ engine }: Session, project: Project): Promise<Result<Done>> => {
  const names = await engine.secrets.names({ projectId: project.id })
  if (!names.ok) return names
  const words = names.value.length === 0 ? `${project.path} has no secrets.` : names.value.join('\n')
  return ok({ facts: { secrets: names.value }, words })
}

const change = async ({ engine, arguments: typed }: Session, project: Project): Promise<Result<Done>> => {
  const [verb, , name] = typed.positionals
  if (name === undefined) return fail(usage.code, usage.message)
  const input = { projectId: project.id, name }
  const changed =
    verb === 'set'
      ? await engine.secrets.set({ ...input, value: await readValue(name) })
      : await engine.secrets.remove(input)
  const words =
    verb === 'set' ? `Blocks find the secret ${name} from their next run on.` : `The secret ${name} is gone.`
  return changed.ok ? ok({ facts: { secret: name, verb }, words }) : changed
}

/** `pipewright secret set|list|remove <folder> [name]`: values that blocks get and nobody is shown. */
export const secretCommand = async (session: Session): Promise<number> => {
  const [verb = '', folder] = session.arguments.positionals
  if (!['set', 'list', 'remove'].includes(verb)) return sayFailure(session, usage)
  const project = await openProject(session, folder)
  if (!project.ok) return sayFailure(session, project.error)
  const done = await (verb === 'list' ? list : change)(session, project.value)
  if (!done.ok) return sayFailure(session, done.error)
  console.log(session.arguments.json ? JSON.stringify(done.value.facts) : done.value.words)
  return exitCodes.completed
}
