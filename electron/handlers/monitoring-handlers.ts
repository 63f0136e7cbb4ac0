import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** What served models do, and the loop that trains them anew. */
export const monitoringHandlers = ({ monitoring }: Engine): HandlersOf<'monitor'> => ({
  'monitor.models': (input) => monitoring.models(input),
  'monitor.traffic': (input) => monitoring.traffic(input),
  'monitor.drift': (input) => monitoring.drift(input),
  'monitor.performance': (input) => monitoring.performance(input),
  'monitor.settings': (input) => monitoring.settings(input),
  'monitor.saveSettings': (input) => monitoring.saveSettings(input),
  'monitor.alerts': (input) => monitoring.alerts(input),
  'monitor.acknowledge': (input) => monitoring.acknowledge(input),
  'monitor.feedback': (input) => monitoring.feedback(input),
  'monitor.forget': (input) => monitoring.forget(input),
  'monitor.retrainings': (input) => monitoring.retrainings(input),
  'monitor.retrain': (input) => monitoring.retrain(input),
  'monitor.decide': (input) => monitoring.decide(input),
  'monitor.rollBack': (input) => monitoring.rollBack(input),
})
