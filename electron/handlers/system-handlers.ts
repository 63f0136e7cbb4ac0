import type { Engine } from '#engine/engine.ts'
import { ok } from '#shared/result.ts'
import type { HandlersOf } from './handlers-of.ts'
import type { Host } from './host.ts'

const platformOf = (platform: NodeJS.Platform) => (platform === 'darwin' || platform === 'win32' ? platform : 'linux')

/** The app itself: start facts, dialogs of the system, settings. */
export const systemHandlers = (engine: Engine, host: Host): HandlersOf<'system' | 'settings'> => ({
  'system.start': async (_input, context) => {
    const [recentProjects, examples, templates] = await Promise.all([
      engine.settings.recentProjects(),
      engine.settings.examples(),
      engine.settings.templates(),
    ])
    return ok({
      version: host.version,
      platform: platformOf(process.platform),
      projectId: host.projectOf(context),
      recentProjects,
      examples,
      templates,
      settings: engine.settings.get(),
      homeFolder: host.homeFolder,
    })
  },
  'system.askedFolder': async (_input, context) => ok({ path: host.takeAskedFolder(context) }),
  'system.chooseFolder': async (input, context) => ok({ path: await host.chooseFolder(context, input.title) }),
  'system.chooseFile': async (input, context) => ok({ path: await host.chooseFile(context, input.title) }),
  'system.copyText': async (input) => {
    host.copyText(input.text)
    return ok(null)
  },
  'system.openWindow': async () => {
    host.openWindow()
    return ok(null)
  },
  'system.closeWindow': async (input, context) => {
    const projectId = host.projectOf(context)
    if (input.cancelRuns && projectId !== null) await engine.runs.cancelAll(projectId)
    host.closeWindow(context)
    return ok(null)
  },
  'settings.update': async (input) => {
    const updated = await engine.settings.update(input)
    if (!updated.ok) return updated
    host.applyTheme(updated.value.theme)
    host.send('settings.changed', { settings: updated.value })
    return updated
  },
})
