import type { MonitoringSettings } from '#shared/model/monitoring.ts'
import { showUi } from '../state/ui-store.ts'
import { askChangeOf } from './ask-change.ts'
import { openFile } from './file-commands.ts'

/** Shows what a model does; null = the page as it was. */
export const openMonitor = (modelName: string | null): void =>
  showUi(modelName === null ? { page: 'monitor' } : { page: 'monitor', shownModel: modelName })

const change = askChangeOf([
  'monitor.models',
  'monitor.alerts',
  'monitor.retrainings',
  'monitor.settings',
  'model.get',
  'model.changes',
])

/** An alert was seen: it stays open until its value is back, and stands out no more. */
export const acknowledgeAlert = (alertId: number): Promise<boolean> =>
  change('monitor.acknowledge', { alertId }, 'The alert was not acknowledged')

/** Trains a model anew, now. */
export const retrainModel = (modelName: string): Promise<boolean> =>
  change('monitor.retrain', { modelName, reason: '' }, 'The model is not retrained')

/** Answers a challenger that won and waits. */
export const decideRetraining = (retrainingId: number, promote: boolean): Promise<boolean> =>
  change(
    'monitor.decide',
    { retrainingId, promote, reason: '' },
    promote ? 'The challenger was not promoted' : 'The challenger was not kept back',
  )

/** Lets the champion before the present one answer again. */
export const rollBackServed = (modelName: string): Promise<boolean> =>
  change('monitor.rollBack', { modelName, reason: '' }, 'The model was not rolled back')

/** Writes rules and retraining of a model. */
export const saveMonitoring = (modelName: string, settings: MonitoringSettings): Promise<boolean> =>
  change('monitor.saveSettings', { modelName, settings }, 'The rules were not saved')

/** Deletes what was recorded of a model's requests. */
export const forgetTraffic = (modelName: string): Promise<boolean> =>
  change('monitor.forget', { modelName }, 'The records were not deleted')

/** Opens the file the rules are in. */
export const openMonitoringFile = async (path: string): Promise<void> => {
  showUi({ page: 'files' })
  await openFile(path)
}
