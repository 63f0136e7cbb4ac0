import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Files of the project, their unsaved text and their history. */
export const fileHandlers = ({ files }: Engine): HandlersOf<'file'> => ({
  'file.list': (input) => files.list(input),
  'file.search': (input) => files.search(input),
  'file.read': (input) => files.read(input),
  'file.picture': (input) => files.picture(input),
  'file.save': (input) => files.save(input),
  'file.create': (input) => files.create(input),
  'file.rename': (input) => files.rename(input),
  'file.delete': (input) => files.delete(input),
  'file.journal': (input) => files.journal(input),
  'file.journalled': (input) => files.journalled(input),
  'file.history': (input) => files.history(input),
  'file.historyText': (input) => files.historyText(input),
})
