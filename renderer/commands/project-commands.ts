import { takeAnswer } from '../bridge/answers.ts'
import { bridge } from '../bridge/bridge.ts'
import { dirtyPaths, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { type Dialog, showDialog } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'
import { createEnvironment } from './environment-commands.ts'
import { chooseAndOpenFolder, closeProject, openExample, openFolder } from './project-opening.ts'
import { continueWaitingRun } from './run-commands.ts'
import { saveAllFiles } from './save-all-files.ts'

const hasProject = () => currentProjectId() !== null

/** Trusts the folder, then goes on with what waited for it. */
export const trustProject = async (next: Extract<Dialog, { kind: 'trust' }>['next']): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const project = await ask('project.trust', { projectId }, { title: 'The project could not be trusted' })
  if (project === null) return
  takeAnswer('project.get', { projectId }, project)
  showDialog(null)
  if (next === 'run') await continueWaitingRun(false)
  if (next === 'environment') await createEnvironment()
}

/** Forgets unsaved text for good, also what was kept of it against a crash. */
export const discardUnsaved = async (): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await Promise.all(
    dirtyPaths().map((path) => bridge().request('file.journal', { projectId, path, text: null, etag: null })),
  )
  useEditorStore.setState(useEditorStore.getInitialState())
}

/** Goes on with what the unsaved text stood in the way of. */
export const leaveWithUnsaved = async (
  choice: 'save' | 'discard',
  next: Extract<Dialog, { kind: 'leave-project' }>['next'],
): Promise<void> => {
  if (choice === 'save' && !(await saveAllFiles())) return
  if (choice === 'discard') await discardUnsaved()
  showDialog(null)
  if (next.kind === 'open') await openFolder(next.path)
  else if (next.kind === 'example') await openExample(next.exampleId)
  else await closeProject()
}

/** Shows the project's folder in the system's file manager. */
const revealProject = async (): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await ask('project.reveal', { projectId }, { title: 'The folder could not be shown' })
}

/** Copies text to the system's clipboard. */
export const copyToClipboard = async (text: string): Promise<void> => {
  await ask('system.copyText', { text }, { title: 'Nothing was copied' })
}

export const projectCommands: readonly Command[] = [
  { id: 'project.open', label: 'Open folder…', group: 'Project', keys: ['Mod+O'], run: chooseAndOpenFolder },
  { id: 'project.create', label: 'New project…', group: 'Project', run: () => showDialog({ kind: 'new-project' }) },
  { id: 'project.close', label: 'Close project', group: 'Project', enabled: hasProject, run: closeProject },
  {
    id: 'project.reveal',
    label: 'Show project in file manager',
    group: 'Project',
    enabled: hasProject,
    run: revealProject,
  },
  {
    id: 'project.trust',
    label: 'Trust this project…',
    group: 'Project',
    enabled: hasProject,
    run: () => showDialog({ kind: 'trust', next: null }),
  },
]
