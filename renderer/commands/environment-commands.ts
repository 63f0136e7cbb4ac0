import { askAgain, takeAnswer } from '../bridge/answers.ts'
import { resetEnvironment } from '../state/environment-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'

const hasProject = () => currentProjectId() !== null

/** Makes `.venv` and installs `requirements.txt`; the dialog shows what goes on. */
export const createEnvironment = async (): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  resetEnvironment()
  const started = await ask(
    'environment.create',
    { projectId },
    {
      title: 'The environment could not be made',
      handled: { 'not-trusted': () => showDialog({ kind: 'trust', next: 'environment' }) },
    },
  )
  if (started !== null) showDialog({ kind: 'create-environment', operationId: started.operationId })
}

/** Stops the making of an environment; an event says when it is over. */
export const cancelEnvironment = async (operationId: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null)
    await ask('environment.cancel', { projectId, operationId }, { title: 'The installation could not be cancelled' })
}

/** Uses another interpreter for this project. */
export const chooseInterpreter = async (path: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const chosen = await ask('environment.choose', { projectId, path }, { title: 'The interpreter could not be used' })
  if (chosen === null) return
  takeAnswer('environment.get', { projectId }, chosen)
  await askAgain('environment.interpreters')
  showDialog(null)
}

/** Asks for an executable and uses it. */
export const browseForInterpreter = async (): Promise<void> => {
  const chosen = await ask(
    'system.chooseFile',
    { title: 'Choose a Python interpreter' },
    { title: 'No file could be chosen' },
  )
  if (chosen?.path != null) await chooseInterpreter(chosen.path)
}

export const environmentCommands: readonly Command[] = [
  {
    id: 'environment.choose',
    label: 'Choose interpreter…',
    group: 'Environment',
    enabled: hasProject,
    run: () => showDialog({ kind: 'choose-interpreter' }),
  },
  {
    id: 'environment.create',
    label: 'Make .venv and install requirements',
    group: 'Environment',
    enabled: hasProject,
    run: createEnvironment,
  },
]
