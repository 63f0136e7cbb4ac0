import type { Run } from '#shared/model/run.ts'

/** Of runs a person started nobody else needs to be told: Mage tells of triggers too. */
export const isByItself = ({ origin }: Pick<Run, 'origin'>): boolean =>
  ['trigger', 'api', 'backfill'].includes(origin.kind)
