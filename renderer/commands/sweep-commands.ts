import type { NewSweep } from '#shared/model/sweep.ts'
import { askAgain } from '../bridge/answers.ts'
import { showExperiments } from '../state/experiments-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { Command } from './command.ts'

/** Starts a sweep and shows its experiment. @returns false where it was refused; a dialog says why */
export const startSweep = async (pipelineUuid: string, sweep: NewSweep): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const handled = { 'not-trusted': () => showDialog({ kind: 'trust', next: null }) }
  const started = await ask(
    'sweep.start',
    { projectId, pipelineUuid, sweep },
    { title: 'The sweep was not started', handled },
  )
  if (started === null) return false
  await askAgain('sweep.list')
  const experiments = await ask('experiment.list', { projectId }, { title: 'The experiments could not be read' })
  const own = experiments?.find(({ name }) => name === pipelineUuid)
  showDialog(null)
  showExperiments({ shownId: null, ...(own === undefined ? {} : { experimentId: own.id }) })
  showUi({ page: 'experiments' })
  return true
}

/** Ends a sweep with what runs of it. */
export const stopSweep = async (sweepId: number): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  await ask('sweep.stop', { projectId, sweepId }, { title: 'The sweep was not stopped' })
  await askAgain('sweep.list')
}

const shownPipeline = () => useUiStore.getState().pipelineUuid

export const sweepCommands: readonly Command[] = [
  {
    id: 'sweep.new',
    label: 'Sweep over variables…',
    group: 'Run',
    enabled: () => currentProjectId() !== null && shownPipeline() !== null,
    run: () => {
      const pipelineUuid = shownPipeline()
      if (pipelineUuid !== null) showDialog({ kind: 'new-sweep', pipelineUuid })
    },
  },
]
