import { join } from 'node:path'
import type { Answer } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { RequestOutput } from '#shared/contract/requests.ts'
import { arrangementSchema, type Settings, settingsSchema } from '#shared/model/settings.ts'
import { fail, ok } from '#shared/result.ts'
import { createDataFile } from './data-file.ts'
import { createRecentProjects, forgetRecent } from './recent-projects.ts'

export type UserSettings = {
  get(): RequestOutput<'settings.update'>
  update: Answer<'settings.update'>
  recentProjects(): Promise<RequestOutput<'project.forgetRecent'>>
  forgetRecent: Answer<'project.forgetRecent'>
  arrangement: Answer<'project.arrangement'>
  arrange: Answer<'project.arrange'>
  examples(): Promise<RequestOutput<'system.start'>['examples']>
  templates(): Promise<RequestOutput<'system.start'>['templates']>
}

export type SettingsCapability = UserSettings & {
  /** A project was opened: it comes first among the recent ones. */
  noteOpened(path: string, name: string): Promise<unknown>
}

/** Reads the user's settings and keeps them. Settings are of the machine, arrangements of a project's window. */
export const createUserSettings = async (context: EngineContext): Promise<SettingsCapability> => {
  const file = createDataFile<Settings>({
    path: join(context.dataDirectory, 'settings.json'),
    schema: settingsSchema,
    fallback: settingsSchema.parse({}),
    shown: 'your settings',
    logger: context.logger,
  })
  const recent = createRecentProjects(context)
  const arrangementOf = (projectId: string) =>
    createDataFile({
      path: join(context.dataDirectory, 'arrangements', `${projectId}.json`),
      schema: arrangementSchema,
      fallback: {},
      shown: 'the arrangement of the window',
      logger: context.logger,
    })
  let settings = await file.read()
  let last: Promise<unknown> = Promise.resolve()
  const update: UserSettings['update'] = async (change) => {
    const next = settingsSchema.safeParse({ ...settings, ...change })
    if (!next.success)
      return fail(
        'invalid-input',
        `Expected a setting within its limits, but ${next.error.issues[0]?.message ?? 'it is not'}. Choose another value.`,
      )
    const written = await file.write(next.data)
    if (!written.ok) return written
    settings = next.data
    context.events.emit('settings.changed', { settings })
    return ok(settings)
  }
  return {
    get: () => settings,
    update: (change) => {
      // One after the other, or the slower of two would take back the other's change.
      const updated = last.then(() => update(change))
      last = updated
      return updated
    },
    recentProjects: recent.list,
    forgetRecent: ({ path }) => forgetRecent(recent, path),
    arrangement: async ({ projectId }) => ok(await arrangementOf(projectId).read()),
    arrange: async ({ projectId, arrangement }) => {
      const written = await arrangementOf(projectId).write(arrangement)
      return written.ok ? ok(null) : written
    },
    // What reads them is loaded where they are shown.
    examples: async () =>
      (await import('#engine/project/bundled-projects.ts')).listExamples(context.resourcesDirectory),
    templates: async () =>
      (await import('#engine/project/bundled-projects.ts')).listTemplates(context.resourcesDirectory),
    noteOpened: recent.note,
  }
}
