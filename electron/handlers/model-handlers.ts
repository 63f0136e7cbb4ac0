import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Registered models and their versions. */
export const modelHandlers = ({ models }: Engine): HandlersOf<'model'> => ({
  'model.list': (input) => models.list(input),
  'model.get': (input) => models.get(input),
  'model.changes': (input) => models.changes(input),
  'model.create': (input) => models.create(input),
  'model.describe': (input) => models.describe(input),
  'model.setAlias': (input) => models.setAlias(input),
  'model.deleteAlias': (input) => models.deleteAlias(input),
  'model.setStage': (input) => models.setStage(input),
  'model.promote': (input) => models.promote(input),
  'model.rollBack': (input) => models.rollBack(input),
  'model.uses': (input) => models.uses(input),
  'model.rename': (input) => models.rename(input),
  'model.deleteVersion': (input) => models.deleteVersion(input),
  'model.delete': (input) => models.delete(input),
  'model.compare': (input) => models.compare(input),
  'model.package': (input) => models.package(input),
  'model.card': (input) => models.card(input),
})
