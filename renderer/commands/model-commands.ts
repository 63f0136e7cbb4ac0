import type { PackageForm } from '#shared/model/registry.ts'
import { bridge } from '../bridge/bridge.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import { askChangeOf } from './ask-change.ts'
import type { Command } from './command.ts'
import { openFile } from './file-commands.ts'

/** Shows a model, or with null the list of all. */
export const openModel = (name: string | null): void =>
  showUi({ page: 'models', shownModel: name, comparedVersions: null })

/** Puts two versions of the shown model side by side; null = no more. */
export const compareVersions = (versions: readonly [number, number] | null): void =>
  showUi({ comparedVersions: versions })

export type VersionPlace = { readonly name: string; readonly version: number }

const change = askChangeOf(['model.list', 'model.get', 'model.changes'])

/** Makes a version the champion. */
export const promoteVersion = (place: VersionPlace, reason: string | null): Promise<boolean> =>
  change('model.promote', { ...place, reason }, 'The version was not promoted')

/** Makes the champion before the present one the champion again. */
export const rollBackModel = (name: string, reason: string | null): Promise<boolean> =>
  change('model.rollBack', { name, reason }, 'The model was not rolled back')

/** Lets an alias stand for a version. */
export const setAlias = (place: VersionPlace, alias: string): Promise<boolean> =>
  change('model.setAlias', { ...place, alias, reason: null }, 'The alias was not set')

/** Takes an alias away. */
export const deleteAlias = (name: string, alias: string): Promise<boolean> =>
  change('model.deleteAlias', { name, alias, reason: null }, 'The alias was not removed')

/** Gives a version a stage, or with null none. */
export const setStage = (place: VersionPlace, stage: string | null): Promise<boolean> =>
  change('model.setStage', { ...place, stage, reason: null }, 'The stage was not set')

/** Moves a version to the trash. */
export const deleteVersion = (place: VersionPlace): Promise<boolean> =>
  change('model.deleteVersion', { ...place, reason: null }, 'The version was not deleted')

/** Moves a model with all its versions to the trash. */
export const deleteModel = async (name: string): Promise<boolean> => {
  const done = await change('model.delete', { name }, 'The model was not deleted')
  if (done && useUiStore.getState().shownModel === name) openModel(null)
  return done
}

/** Opens the card of a model in the editor; it is made where there is none. */
export const openModelCard = async (name: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const card = await ask('model.card', { projectId, name }, { title: 'The model card could not be opened' })
  if (card === null) return
  showUi({ page: 'files' })
  await openFile(card.path)
}

/** What code and other programs name the version by. */
export const copyReference = async ({ name, version }: VersionPlace): Promise<void> => {
  await bridge().request('system.copyText', { text: `models:/${name}/${version}` })
}

/** Lets the user choose a folder; null where none was chosen. */
export const chooseFolder = async (): Promise<string | null> =>
  (await ask('system.chooseFolder', { title: 'Folder for the package' }, { title: 'No folder could be chosen' }))
    ?.path ?? null

/** Writes a version as a folder that runs by itself; null where that failed, and the dialog says why. */
export const packageVersion = async (
  place: VersionPlace,
  form: PackageForm,
  into: string,
): Promise<{ readonly directory: string; readonly start: string; readonly test: string } | null> => {
  const projectId = currentProjectId()
  if (projectId === null) return null
  return ask('model.package', { projectId, ...place, form, into }, { title: 'The package was not written' })
}

const shown = (): string | null => {
  const { page, shownModel } = useUiStore.getState()
  return page === 'models' ? shownModel : null
}

const ofShown = (id: string, label: string, run: (name: string) => void | Promise<void>): Command => ({
  id: `model.${id}`,
  label,
  group: 'Model',
  enabled: () => shown() !== null,
  run: () => {
    const name = shown()
    return name === null ? undefined : run(name)
  },
})

export const modelCommands: readonly Command[] = [
  ofShown('list', 'Show all models', () => openModel(null)),
  ofShown('rollBack', 'Roll back the champion…', (name) => showDialog({ kind: 'roll-back-model', name })),
  ofShown('card', 'Open the model card', openModelCard),
  ofShown('delete', 'Delete model…', (name) => showDialog({ kind: 'delete-model', name })),
]
