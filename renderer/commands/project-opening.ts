import type { Project } from '#shared/model/project.ts'
import { takeAnswer } from '../bridge/answers.ts'
import { dirtyPaths } from '../state/editor-store.ts'
import { currentProjectId, takeRecentProjects } from '../state/project-store.ts'
import { showDialog, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import { enterProject, leaveProject } from './enter-project.ts'

const show = (project: Project | null): boolean => {
  if (project === null) return false
  enterProject(project.id)
  takeAnswer('project.get', { projectId: project.id }, project)
  if (useUiStore.getState().dialog?.kind !== 'error') showDialog(null)
  return true
}

/** Another window that holds the project came to the front by itself; there is nothing to say here. */
const elsewhere = { 'already-open': () => showDialog(null) }

/** True where unsaved text would be lost; the user is then asked. */
const mustAsk = (
  next:
    | { readonly kind: 'open'; readonly path: string }
    | { readonly kind: 'example'; readonly exampleId: string }
    | { readonly kind: 'close' },
): boolean => {
  const unsaved = dirtyPaths()
  if (unsaved.length === 0) return false
  showDialog({ kind: 'leave-project', unsaved, next })
  return true
}

/** Opens a folder that is known to be a project. */
const openProject = async (path: string): Promise<void> => {
  show(await ask('project.open', { path }, { title: 'The project could not be opened', handled: elsewhere }))
}

/** Opens a folder, whatever it is: a project, a folder with several, or one that could become a project. */
export const openFolder = async (path: string): Promise<void> => {
  if (mustAsk({ kind: 'open', path })) return
  const found = await ask('project.inspect', { path }, { title: 'The folder could not be read' })
  if (found === null) return
  switch (found.kind) {
    case 'project':
      await openProject(found.path)
      return
    case 'several':
      showDialog({ kind: 'choose-project', path: found.path, projects: found.projects })
      return
    case 'plain':
      showDialog({ kind: 'adopt-folder', path: found.path, pythonFiles: found.pythonFiles, missing: found.missing })
      return
    case 'missing':
      showDialog({
        kind: 'error',
        title: 'The folder is not there any more',
        error: {
          code: 'not-found',
          message: `There is no folder at ${found.path}. It may have been moved, renamed or be on a drive that is not connected.`,
        },
      })
  }
}

/** Opens the folder that a command line or the system asked this window for, if there is one. */
export const openAskedFolder = async (): Promise<void> => {
  const asked = await ask('system.askedFolder', {}, { title: 'The folder could not be opened' })
  if (asked?.path != null) await openFolder(asked.path)
}

/** Asks for a folder and opens it. */
export const chooseAndOpenFolder = async (): Promise<void> => {
  const chosen = await ask(
    'system.chooseFolder',
    { title: 'Open a project folder' },
    { title: 'No folder could be chosen' },
  )
  if (chosen?.path != null) await openFolder(chosen.path)
}

/** Asks for a folder; null where none was chosen. */
export const chooseFolder = async (title: string): Promise<string | null> =>
  (await ask('system.chooseFolder', { title }, { title: 'No folder could be chosen' }))?.path ?? null

/** Copies a bundled example, once, and opens it. */
export const openExample = async (exampleId: string): Promise<void> => {
  if (mustAsk({ kind: 'example', exampleId })) return
  show(
    await ask('project.openExample', { exampleId }, { title: 'The example could not be opened', handled: elsewhere }),
  )
}

/**
 * Makes a project from a template and opens it.
 * @returns what is wrong with the input, or null
 */
export const createProject = async (made: {
  readonly name: string
  readonly parent: string
  readonly templateId: string
}): Promise<string | null> => {
  let wrong: string | null = null
  const tell = (error: { readonly message: string }) => {
    wrong = error.message
  }
  const created = await ask(
    'project.create',
    { ...made },
    {
      title: 'The project was not created',
      handled: { 'already-exists': tell, 'invalid-input': tell, 'write-failed': tell },
    },
  )
  if (created !== null) {
    showDialog(null)
    await openFolder(created.path)
  }
  return wrong
}

/** Makes a plain folder a project: adds what is missing, changes nothing that is there. */
export const adoptFolder = async (path: string): Promise<void> => {
  const adopted = await ask('project.adopt', { path }, { title: 'The folder could not be made a project' })
  if (adopted === null) return
  showDialog(null)
  await openFolder(adopted.path)
}

/** Takes a project out of the list of recent ones; its folder stays. */
export const forgetRecent = async (path: string): Promise<void> => {
  const left = await ask('project.forgetRecent', { path }, { title: 'The entry could not be removed' })
  if (left !== null) takeRecentProjects(left)
}

/** Closes the shown project. */
export const closeProject = async (): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null || mustAsk({ kind: 'close' })) return
  const closed = await ask('project.close', { projectId }, { title: 'The project could not be closed' })
  if (closed === null && useUiStore.getState().dialog?.kind === 'error') return
  leaveProject()
}
