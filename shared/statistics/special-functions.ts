/** Cephes is compiled when it is first imported: nobody but who asks for a p-value shall wait for that. */
let cephes: typeof import('cephes') | null = null

/** To be awaited before anything with a p-value is asked. */
export const statisticsReady = async (): Promise<void> => {
  cephes ??= await import('cephes')
  await cephes.compiled
}

const loaded = (): typeof import('cephes') => {
  if (cephes === null) throw new Error('statisticsReady has not been awaited')
  return cephes
}

/** The regularized upper incomplete gamma function Q(shape, value). */
export const igamc = (shape: number, value: number): number => loaded().igamc(shape, value)

/** Pr(D+ ≥ distance) of the one-sided statistic of Kolmogorov and Smirnov for `size` values. */
export const smirnov = (size: number, distance: number): number => loaded().smirnov(size, distance)
