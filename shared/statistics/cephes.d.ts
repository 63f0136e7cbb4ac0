/** What we use of it; the package's own declarations are out of reach of its `exports`. */
declare module 'cephes' {
  /** Cephes is WebAssembly: no function of it works before this is resolved (some milliseconds after it was imported). */
  export const compiled: Promise<void>
  /** Regularized upper incomplete gamma function Q(shape, value). */
  export function igamc(shape: number, value: number): number
  /** Pr(D⁺ ≥ distance) of the one-sided Kolmogorov-Smirnov statistic of `count` values, exactly. */
  export function smirnov(count: number, distance: number): number
}
