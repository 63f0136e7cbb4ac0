import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Runs over a range of past dates. */
export const backfillHandlers = ({ backfills }: Engine): HandlersOf<'backfill'> => ({
  'backfill.preview': (input) => backfills.preview(input),
  'backfill.list': (input) => backfills.list(input),
  'backfill.get': (input) => backfills.get(input),
  'backfill.create': (input) => backfills.create(input),
  'backfill.change': (input) => backfills.change(input),
  'backfill.delete': (input) => backfills.delete(input),
})
