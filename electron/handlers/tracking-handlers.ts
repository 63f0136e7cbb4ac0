import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Experiments and tracked runs. */
export const trackingHandlers = ({ tracking }: Engine): HandlersOf<'experiment' | 'trackedRun' | 'tracking'> => ({
  'experiment.list': (input) => tracking.experiments(input),
  'experiment.rename': (input) => tracking.renameExperiment(input),
  'experiment.delete': (input) => tracking.deleteExperiment(input),
  'trackedRun.search': (input) => tracking.search(input),
  'trackedRun.get': (input) => tracking.get(input),
  'trackedRun.rename': (input) => tracking.rename(input),
  'trackedRun.tag': (input) => tracking.tag(input),
  'trackedRun.delete': (input) => tracking.delete(input),
  'trackedRun.restore': (input) => tracking.restore(input),
  'trackedRun.history': (input) => tracking.history(input),
  'trackedRun.artifacts': (input) => tracking.artifacts(input),
  'trackedRun.artifact': (input) => tracking.artifact(input),
  'tracking.server': (input) => tracking.server(input),
  'tracking.import': (input) => tracking.importFrom(input),
  'tracking.export': (input) => tracking.exportTo(input),
})
