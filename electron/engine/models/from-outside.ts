import { readFile } from 'node:fs/promises'
import type { Models } from '#engine/engine.ts'
import type { FindProject } from '#engine/project/open-project.ts'
import { modelFactsSchema, versionFactsOf } from '#engine/run/model-requests.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { findModel } from './block-models.ts'
import type { ModelsCapability } from './models.ts'
import type { VersionFacts } from './register-request.ts'

/** Facts as `pipewright.log_model` writes them outside of a block. */
const readFacts = async (path: string | null): Promise<Result<VersionFacts>> => {
  if (path === null) return ok({})
  try {
    const read = modelFactsSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return read.success
      ? ok(versionFactsOf(read.data))
      : fail('invalid-input', `Expected facts of a model in ${path}, but: ${read.error.issues[0]?.message}.`)
  } catch (error) {
    return fail('unreadable-file', `Expected JSON with facts of a model in ${path}, but: ${String(error)}.`)
  }
}

/** What code outside of blocks (a notebook, a terminal) asks of the registry, through the command line. */
export const createFromOutside = (
  models: Pick<ModelsCapability, 'register' | 'resolve'>,
  findProject: FindProject,
): Pick<Models, 'add' | 'find'> => ({
  add: async ({ projectId, name, directory, factsPath, alias, reason }) => {
    const project = findProject(projectId)
    if (!project.ok) return project
    const facts = await readFacts(factsPath)
    if (!facts.ok) return facts
    const profilePath = await profileBeside(factsPath)
    return models.register(project.value, {
      name,
      directory,
      profilePath,
      facts: facts.value,
      alias,
      reason,
      by: 'terminal',
    })
  },
  find: async ({ projectId, reference }) => {
    const project = findProject(projectId)
    return project.ok ? findModel(models, project.value, reference) : project
  },
})

/** The profile's path is among the facts. */
const profileBeside = async (factsPath: string | null): Promise<string | null> => {
  if (factsPath === null) return null
  const { profile } = JSON.parse(await readFile(factsPath, 'utf8')) as { readonly profile?: unknown }
  return typeof profile === 'string' ? profile : null
}
