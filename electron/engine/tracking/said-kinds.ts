import type { Said } from './said.ts'

const kinds: Readonly<Record<Said['event'], true>> = {
  metric: true,
  param: true,
  tag: true,
  artifact: true,
  model: true,
}

/** Whether a line of a control channel may say something of an experiment: all other lines need none of what reads those. */
export const isOfExperiment = ({ event }: Readonly<Record<string, unknown>>): boolean =>
  typeof event === 'string' && Object.hasOwn(kinds, event)
