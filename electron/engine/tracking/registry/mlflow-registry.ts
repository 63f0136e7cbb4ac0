import { z } from 'zod'
import { need, Refused } from '#engine/tracking/refused.ts'
import { flag, keyValue, readFields, required, text, texts, whole } from '#engine/tracking/rest/fields.ts'
import type { Registry, RegistryInput, RegistryVerb } from '#engine/tracking/rest/route.ts'
import type { ModelVersion } from '#shared/model/registry.ts'
import { registerFromMlflow } from './register-from-mlflow.ts'
import { latestOf, modelForm, versionForm, versionUri } from './registry-forms.ts'
import { findModel, findVersion, type RegistryParts } from './registry-parts.ts'
import { searchModels, searchVersions } from './search-registry.ts'

type Answer = (parts: RegistryParts, input: RegistryInput) => Promise<unknown>

const answer =
  <Schema extends z.ZodType>(
    schema: Schema,
    work: (parts: RegistryParts, input: z.infer<Schema>) => Promise<unknown>,
  ): Answer =>
  async (parts, input) =>
    work(parts, readFields(schema, input))

const named = z.object({ name: required })
const versioned = named.extend({ version: whole })
const aliased = named.extend({ alias: required })
const search = (most: number) =>
  z.object({
    filter: text.default(''),
    order_by: texts.default([]),
    max_results: whole.default(most),
    page_token: text.optional(),
  })

const modelAnswer = async (parts: RegistryParts, name: string) => {
  const { model, versions } = await findModel(parts, name)
  return { registered_model: modelForm(model, versions) }
}

const versionAnswer = async (parts: RegistryParts, name: string, number: number) => {
  const { model, version } = await findVersion(parts, name, number)
  return { model_version: versionForm(model, version) }
}

const tagsWith = (
  tags: Readonly<Record<string, string>>,
  key: string,
  value: string | null,
): Record<string, string> => {
  const { [key]: _old, ...rest } = tags
  return value === null ? rest : { ...rest, [key]: value }
}

const setTags = async (
  parts: RegistryParts,
  { name, version }: { name: string; version: number | null },
  change: { key: string; value: string | null },
) => {
  const tags =
    version === null
      ? (await findModel(parts, name)).model.tags
      : (await findVersion(parts, name, version)).version.tags
  const { projectId } = ids(parts)
  need(
    await parts.models.describe({
      projectId,
      name,
      version,
      description: null,
      tags: tagsWith(tags, change.key, change.value),
    }),
  )
}

const ids = ({ project }: RegistryParts) => ({ projectId: project.id })

const models: Readonly<Record<string, Answer>> = {
  'models.create': answer(
    named.extend({ tags: z.array(keyValue).default([]), description: text.optional() }),
    async (parts, { name, tags, description }) => {
      const made = await parts.models.create({
        ...ids(parts),
        name,
        description: description ?? null,
        tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      })
      if (!made.ok && made.error.code === 'already-exists')
        throw new Refused('already-exists', `Registered Model (name=${name}) already exists.`)
      need(made)
      return modelAnswer(parts, name)
    },
  ),
  'models.get': answer(named, (parts, { name }) => modelAnswer(parts, name)),
  'models.rename': answer(named.extend({ new_name: required }), async (parts, { name, new_name: to }) => {
    await findModel(parts, name)
    need(await parts.models.rename({ ...ids(parts), name, to }))
    return modelAnswer(parts, to)
  }),
  'models.update': answer(named.extend({ description: text.default('') }), async (parts, { name, description }) => {
    await findModel(parts, name)
    need(await parts.models.describe({ ...ids(parts), name, version: null, description, tags: null }))
    return modelAnswer(parts, name)
  }),
  'models.delete': answer(named, async (parts, { name }) => {
    await findModel(parts, name)
    need(await parts.models.delete({ ...ids(parts), name }))
  }),
  'models.search': answer(search(100), searchModels),
  'models.latest': answer(named.extend({ stages: texts.default([]) }), async (parts, { name, stages }) => {
    const { model, versions } = await findModel(parts, name)
    return { model_versions: latestOf(versions, stages).map((version) => versionForm(model, version)) }
  }),
  'models.tag.set': answer(named.extend(keyValue.shape), (parts, { name, key, value }) =>
    setTags(parts, { name, version: null }, { key, value }),
  ),
  'models.tag.delete': answer(named.extend({ key: required }), (parts, { name, key }) =>
    setTags(parts, { name, version: null }, { key, value: null }),
  ),
}

const aliases: Readonly<Record<string, Answer>> = {
  'alias.set': answer(aliased.extend({ version: whole }), async (parts, { name, alias, version }) => {
    await findVersion(parts, name, version)
    need(await parts.models.setAlias({ ...ids(parts), name, alias, version, reason: null }))
  }),
  'alias.delete': answer(aliased, async (parts, { name, alias }) => {
    const { model } = await findModel(parts, name)
    if (model.aliases[alias] !== undefined)
      need(await parts.models.deleteAlias({ ...ids(parts), name, alias, reason: null }))
  }),
  'alias.get': answer(aliased, async (parts, { name, alias }) => {
    const { model } = await findModel(parts, name)
    const version = model.aliases[alias]
    if (version === undefined) throw new Refused('invalid-input', `Registered model alias ${alias} not found.`)
    return versionAnswer(parts, name, version)
  }),
}

/** MLflow's stages; moving to one can send the others of the same stage to the archive. */
const transition = answer(
  versioned.extend({ stage: required, archive_existing_versions: flag.default(false) }),
  async (parts, { name, version, stage, archive_existing_versions: isArchiving }) => {
    const { versions } = await findVersion(parts, name, version)
    const known =
      ['None', 'Staging', 'Production', 'Archived'].find((one) => one.toLowerCase() === stage.toLowerCase()) ?? stage
    const move = async (number: number, to: string) =>
      need(
        await parts.models.setStage({
          ...ids(parts),
          name,
          version: number,
          stage: to === 'None' ? null : to,
          reason: null,
        }),
      )
    const others = versions.filter((one: ModelVersion) => one.version !== version && one.stage === known)
    if (isArchiving) for (const other of others) await move(other.version, 'Archived')
    await move(version, known)
    return versionAnswer(parts, name, version)
  },
)

const newVersion = named.extend({
  source: required,
  run_id: text.optional(),
  model_id: text.optional(),
  description: text.optional(),
  tags: z.array(keyValue).default([]),
})

const versions: Readonly<Record<string, Answer>> = {
  'versions.create': answer(newVersion, async (parts, input) => {
    const { version } = await registerFromMlflow(parts, input)
    return versionAnswer(parts, input.name, version)
  }),
  'versions.get': answer(versioned, (parts, { name, version }) => versionAnswer(parts, name, version)),
  'versions.update': answer(
    versioned.extend({ description: text.default('') }),
    async (parts, { name, version, description }) => {
      await findVersion(parts, name, version)
      need(await parts.models.describe({ ...ids(parts), name, version, description, tags: null }))
      return versionAnswer(parts, name, version)
    },
  ),
  'versions.delete': answer(versioned, async (parts, { name, version }) => {
    await findVersion(parts, name, version)
    need(await parts.models.deleteVersion({ ...ids(parts), name, version, reason: null }))
  }),
  'versions.search': answer(search(10_000), searchVersions),
  'versions.uri': answer(versioned, async (parts, { name, version }) => {
    await findVersion(parts, name, version)
    return { artifact_uri: versionUri(name, version) }
  }),
  'versions.stage': transition,
  'versions.tag.set': answer(versioned.extend(keyValue.shape), (parts, { name, version, key, value }) =>
    setTags(parts, { name, version }, { key, value }),
  ),
  'versions.tag.delete': answer(versioned.extend({ key: required }), (parts, { name, version, key }) =>
    setTags(parts, { name, version }, { key, value: null }),
  ),
}

const answers = { ...models, ...aliases, ...versions }

/** MLflow's model registry over the models of a project. */
export const createMlflowRegistry = (parts: RegistryParts): Registry => ({
  answer: async (verb: RegistryVerb, input) => {
    const known = answers[verb as keyof typeof answers]
    if (known === undefined) throw new Refused('unsupported', `Pipewright's registry does not answer "${verb}".`)
    return known(parts, input)
  },
})
