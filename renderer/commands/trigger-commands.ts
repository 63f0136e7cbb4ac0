import type { Trigger } from '#shared/model/trigger.ts'
import { askAgain } from '../bridge/answers.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, showUi } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'

/** A trigger by its pipeline and name. */
export type TriggerPlace = { readonly pipelineUuid: string; readonly name: string }

/** Adds (`previousName` null) or changes a trigger. @returns false where it was refused; the dialog says why */
export const saveTrigger = async (change: {
  readonly pipelineUuid: string
  readonly previousName: string | null
  readonly trigger: Trigger
}): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const saved = await ask('trigger.save', { projectId, ...change }, { title: 'The trigger was not saved' })
  if (saved !== null) await askAgain('trigger.list')
  return saved !== null
}

/** Removes a trigger from its files. Its runs stay. */
export const deleteTrigger = async (place: TriggerPlace): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('trigger.delete', { projectId, ...place }, { title: 'The trigger was not deleted' })
  await askAgain('trigger.list')
}

/** Switches a trigger on or off. */
export const switchTrigger = async (place: TriggerPlace, active: boolean): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('trigger.switch', { projectId, ...place, active }, { title: 'The trigger was not switched' })
  await askAgain('trigger.list')
}

/** Fires a trigger now, with its variables. */
export const runTrigger = async (place: TriggerPlace): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const handled = { 'not-trusted': () => showDialog({ kind: 'trust', next: null }) }
  await ask('trigger.run', { projectId, ...place }, { title: 'The trigger could not fire', handled })
  await askAgain('trigger.list')
}

/** Says what to do about missed fires. */
export const answerMissed = async (fireId: number, answer: 'skip' | 'once' | 'all'): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('trigger.answer', { projectId, fireId, answer }, { title: 'The missed fires were not dealt with' })
  await askAgain('trigger.list')
}

/** Pauses all triggers of the project, or lets them go on. */
export const pauseTriggers = async (isPaused: boolean): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('trigger.pause', { projectId, isPaused }, { title: 'The triggers were not paused' })
  await askAgain('trigger.list')
}

/** Shows the triggers of a pipeline. */
export const showTriggersOf = (pipelineUuid: string): void =>
  showUi({ page: 'pipelines', pipelineUuid, centreTab: 'triggers', selection: [] })

const hasProject = () => currentProjectId() !== null

export const triggerCommands: readonly Command[] = [
  {
    id: 'trigger.pause',
    label: 'Pause all triggers',
    group: 'Run',
    enabled: hasProject,
    run: () => pauseTriggers(true),
  },
  {
    id: 'trigger.continue',
    label: 'Let triggers go on',
    group: 'Run',
    enabled: hasProject,
    run: () => pauseTriggers(false),
  },
]
