import type { NewBackfill } from '#shared/model/backfill.ts'
import { askAgain } from '../bridge/answers.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'

/** Asks for the range and the rules of a backfill of a pipeline. */
export const newBackfill = (pipelineUuid: string): void => showDialog({ kind: 'new-backfill', pipelineUuid })

/** Makes a backfill and starts its first runs. @returns false where it was refused; a dialog says why */
export const createBackfill = async (pipelineUuid: string, backfill: NewBackfill): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const handled = { 'not-trusted': () => showDialog({ kind: 'trust', next: null }) }
  const input = { projectId, pipelineUuid, backfill }
  const made = await ask('backfill.create', input, { title: 'The backfill was not made', handled })
  await askAgain('backfill.list')
  return made !== null
}

/** Pauses a backfill, lets it go on, cancels it with its runs, or runs anew what did not complete. */
export const changeBackfill = async (
  backfillId: number,
  action: 'pause' | 'resume' | 'cancel' | 'retry',
): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('backfill.change', { projectId, backfillId, action }, { title: 'The backfill was not changed' })
  await Promise.all([askAgain('backfill.list'), askAgain('backfill.get')])
}

/** Takes a backfill from the list. Its runs stay. */
export const deleteBackfill = async (backfillId: number): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('backfill.delete', { projectId, backfillId }, { title: 'The backfill was not deleted' })
  await askAgain('backfill.list')
}

const shownPipeline = () => useUiStore.getState().pipelineUuid

export const backfillCommands: readonly Command[] = [
  {
    id: 'backfill.new',
    label: 'New backfill…',
    group: 'Run',
    enabled: () => currentProjectId() !== null && shownPipeline() !== null,
    run: () => {
      const pipelineUuid = shownPipeline()
      if (pipelineUuid !== null) newBackfill(pipelineUuid)
    },
  },
]
