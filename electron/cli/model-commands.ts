import { resolve } from 'node:path'
import type { Project } from '#shared/model/project.ts'
import { type ModelSummary, type ModelVersion, type PackageForm, packageForms } from '#shared/model/registry.ts'
import { fail, type Result } from '#shared/result.ts'
import { counted } from './counted.ts'
import { ensureTrust, exitCodes, openProject, type Session, sayFailure } from './session.ts'

const say = (session: Session, value: object, line: string): number => {
  console.log(session.arguments.json ? JSON.stringify(value) : line)
  return exitCodes.completed
}

/** Opens the project, does the work with the model named after it, and says how it went. */
const withModel = async (
  session: Session,
  usage: string,
  work: (project: Project, model: string) => Promise<number | Result<never>>,
): Promise<number> => {
  const [folder, model] = session.arguments.positionals
  if (folder === undefined || model === undefined)
    return sayFailure(session, { code: 'invalid-input', message: `Expected: pipewright ${usage}` })
  const project = await openProject(session, folder)
  if (!project.ok) return sayFailure(session, project.error)
  const done = await work(project.value, model)
  if (typeof done === 'number') return done
  return done.ok ? exitCodes.completed : sayFailure(session, done.error)
}

const aliasWords = (aliases: Readonly<Record<string, number>>, version: number): string =>
  Object.keys(aliases)
    .filter((alias) => aliases[alias] === version)
    .map((alias) => `@${alias}`)
    .join(' ')

const modelLine = ({ name, versions, newest, aliases }: ModelSummary, width: number): string => {
  const count = counted(versions, 'version')
  const words = Object.entries(aliases).map(([alias, version]) => `@${alias} v${version}`)
  return `${name.padEnd(width)}  ${count.padEnd(12)}  newest ${newest === null ? '-' : `v${newest}`}  ${words.join(', ')}`.trimEnd()
}

const metricWords = ({ metrics }: ModelVersion): string =>
  Object.entries(metrics)
    .slice(0, 3)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ')

const versionLine = (version: ModelVersion, aliases: Readonly<Record<string, number>>): string =>
  [
    `v${version.version}`.padEnd(5),
    new Date(version.createdAt).toISOString().slice(0, 16).replace('T', ' '),
    (version.source.runId === null ? 'no run' : `run ${version.source.runId}`).padEnd(8),
    `${version.flavor}, ${version.loader}`.padEnd(22),
    metricWords(version),
    version.stage ?? '',
    aliasWords(aliases, version.version),
  ]
    .join('  ')
    .trimEnd()

const listModels = async (session: Session, project: Project): Promise<number> => {
  const models = await session.engine.models.list({ projectId: project.id })
  if (!models.ok) return sayFailure(session, models.error)
  if (session.arguments.json) for (const model of models.value) console.log(JSON.stringify(model))
  else {
    const width = Math.max(8, ...models.value.map(({ name }) => name.length))
    for (const model of models.value) console.log(modelLine(model, width))
    if (models.value.length === 0) console.log(`${project.path} has no models.`)
  }
  return exitCodes.completed
}

const listVersions = async (session: Session, project: Project, name: string): Promise<number | Result<never>> => {
  const found = await session.engine.models.get({ projectId: project.id, name })
  if (!found.ok) return found
  const { model, versions } = found.value
  if (session.arguments.json) for (const version of versions) console.log(JSON.stringify(version))
  else for (const version of versions) console.log(versionLine(version, model.aliases))
  return exitCodes.completed
}

const sayFiles = async (session: Session, project: Project, reference: string): Promise<number | Result<never>> => {
  const found = await session.engine.models.find({ projectId: project.id, reference })
  return found.ok ? say(session, found.value, String(found.value.directory)) : found
}

/** `pipewright models <folder> [model]`: models, or versions of one; with `--files` where those of a reference lie. */
export const modelsCommand = async (session: Session): Promise<number> => {
  const [folder, model] = session.arguments.positionals
  if (folder !== undefined && model !== undefined)
    return withModel(session, 'models <folder> <model>', (project, name) =>
      session.arguments.files ? sayFiles(session, project, name) : listVersions(session, project, name),
    )
  const project = await openProject(session, folder)
  return project.ok ? listModels(session, project.value) : sayFailure(session, project.error)
}

const versionOf = async (
  { engine }: Session,
  project: Project,
  reference: string,
): Promise<Result<{ readonly name: string; readonly version: number }>> => {
  const found = await engine.models.find({ projectId: project.id, reference })
  if (!found.ok) return found
  return { ok: true, value: { name: String(found.value.name), version: Number(found.value.version) } }
}

/** `pipewright promote <folder> <model>/<version> [--reason …]`: makes it the champion. */
export const promoteCommand = (session: Session): Promise<number> =>
  withModel(session, 'promote <folder> <model>/<version> [--reason "…"]', async (project, reference) => {
    if (!/[/@]/.test(reference))
      return fail('invalid-input', `Say which version: ${reference}/7, ${reference}@challenger or ${reference}/latest.`)
    const found = await versionOf(session, project, reference)
    if (!found.ok) return found
    const { reason } = session.arguments
    const promoted = await session.engine.models.promote({ projectId: project.id, ...found.value, reason })
    const { name, version } = found.value
    return promoted.ok ? say(session, { name, version }, `Version ${version} is the champion of ${name}.`) : promoted
  })

/** `pipewright rollback <folder> <model> [--reason …]`: makes the champion before the present one the champion again. */
export const rollBackCommand = (session: Session): Promise<number> =>
  withModel(session, 'rollback <folder> <model> [--reason "…"]', async (project, name) => {
    const { reason } = session.arguments
    const back = await session.engine.models.rollBack({ projectId: project.id, name, reason })
    if (!back.ok) return back
    const { version } = back.value
    return say(session, { name, version }, `Version ${version} is the champion of ${name} again.`)
  })

/** `pipewright register <folder> <model> <model folder>`: a folder in MLflow's layout becomes a new version. */
export const registerCommand = (session: Session): Promise<number> =>
  withModel(session, 'register <folder> <model> <model folder> [--alias <alias>]', async (project, name) => {
    const [, , directory] = session.arguments.positionals
    if (directory === undefined)
      return fail('invalid-input', 'Expected: pipewright register <folder> <model> <model folder> [--alias <alias>]')
    const { facts, alias, reason } = session.arguments
    const added = await session.engine.models.add({
      projectId: project.id,
      name,
      directory: resolve(directory),
      factsPath: facts === null ? null : resolve(facts),
      alias,
      reason,
    })
    if (!added.ok) return added
    const { version } = added.value
    return say(session, { name, version }, `Registered version ${version} of ${name}.`)
  })

const formOf = (session: Session): PackageForm | null =>
  packageForms.find((form) => form === session.arguments.as) ?? null

/** `pipewright package <folder> <model>@<alias> --as <form> --to <dir>`: a folder that runs without Pipewright. */
export const packageCommand = (session: Session): Promise<number> => {
  const usage = `package <folder> <model>@<alias> --as ${packageForms.join('|')} --to <dir>`
  return withModel(session, usage, async (opened, reference) => {
    const form = formOf(session)
    const { to } = session.arguments
    if (form === null || to === null) return fail('invalid-input', `Expected: pipewright ${usage}`)
    const project = await ensureTrust(session, opened)
    if (!project.ok) return project
    const found = await versionOf(session, project.value, reference)
    if (!found.ok) return found
    const wish = { projectId: project.value.id, ...found.value, form, into: resolve(to) }
    const written = await session.engine.models.package(wish)
    if (!written.ok) return written
    const { directory, start, test } = written.value
    return say(session, written.value, `Wrote ${directory}\nStart it with  ${start}\nTest it with   ${test}`)
  })
}
