import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** What starts runs by itself. */
export const triggerHandlers = ({ triggers }: Engine): HandlersOf<'trigger'> => ({
  'trigger.list': (input) => triggers.list(input),
  'trigger.save': (input) => triggers.save(input),
  'trigger.delete': (input) => triggers.delete(input),
  'trigger.switch': (input) => triggers.switch(input),
  'trigger.run': (input) => triggers.run(input),
  'trigger.answer': (input) => triggers.answer(input),
  'trigger.pause': (input) => triggers.pause(input),
})
