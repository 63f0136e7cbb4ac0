/** Cases made from a seed by arithmetic alone, so that every machine and every Node makes the same ones. */
export type StatisticsCase = {
  readonly first: number[]
  readonly second: number[]
  readonly labels: { truth: string[]; predicted: string[] }
  readonly scored: { truth: boolean[]; probability: number[] }
  readonly numbers: { truth: number[]; predicted: number[] }
  readonly table: number[][]
  readonly observed: number[]
  readonly expected: number[]
  readonly histograms: [number[], number[]]
  readonly distance: { count: number; distance: number }
}

export const caseCount = 200

type Random = () => number

/** Mulberry32: uniform in [0, 1). */
const randomFrom = (seed: number): Random => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const whole = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1))

/** Nearly normal: the sum of twelve uniform values less six. */
const normal = (random: Random): number => {
  let sum = -6
  for (let index = 0; index < 12; index += 1) sum += random()
  return sum
}

const list = <Value>(length: number, make: () => Value): Value[] => Array.from({ length }, make)

/** A tenth of the cases has samples of two to five values, some are beyond what is tested exactly. */
const sizeOf = (random: Random, index: number): number => {
  if (index % 10 === 0) return whole(random, 2, 5)
  return index % 50 === 7 ? whole(random, 10_001, 12_000) : whole(random, 6, 400)
}

const rounded = (value: number, digits: number | null): number =>
  digits === null ? value : Math.round(value * 10 ** digits) / 10 ** digits

/** Two samples: every third case has ties, many are shifted or wider. */
const samples = (random: Random, index: number): [number[], number[]] => {
  const digits = index % 3 === 0 ? 1 : null
  const [shift, width] = [random() < 0.3 ? 0 : random() * 0.6, random() < 0.5 ? 1 : 0.5 + random()]
  const first = list(sizeOf(random, index), () => rounded(normal(random), digits))
  const secondSize = index % 7 === 0 ? first.length : sizeOf(random, index + (index % 4))
  return [first, list(secondSize, () => rounded(normal(random) * width + shift, digits))]
}

const scoredRows = (random: Random, index: number): StatisticsCase['scored'] => {
  const digits = index % 3 === 1 ? 1 : null
  const truth = list(whole(random, 4, 300), () => random() < 0.4)
  // Both classes are there: scikit-learn has no area under the curve of one.
  truth[0] = true
  truth[1] = false
  const probability = truth.map((positive) =>
    rounded(Math.min(Math.max(random() * 0.8 + (positive ? 0.25 : -0.05), 0), 1), digits),
  )
  return { truth, probability }
}

/** How far a statistic of `count` values is: over all parts of its distribution. */
const distanceOf = (random: Random): StatisticsCase['distance'] => {
  const count = random() < 0.5 ? whole(random, 1, 140) : whole(random, 141, 6_000)
  return { count, distance: Math.min((random() * 2.2 + 0.3) / Math.sqrt(count), 0.999) }
}

/** The case of that number; equal for equal numbers. */
export const caseOf = (index: number): StatisticsCase => {
  const random = randomFrom(index * 7_919 + 17)
  const [first, second] = samples(random, index)
  const classes = list(whole(random, 2, 5), () => 0).map((_, label) => `class ${label}`)
  const anyLabel = () => classes[whole(random, 0, classes.length - 1)] ?? ''
  const truthLabels = list(whole(random, 3, 200), anyLabel)
  const truthNumbers = list(whole(random, 2, 300), () => normal(random) * 40 + 100)
  const columns = whole(random, 2, 8)
  const observed = list(whole(random, 2, 9), () => whole(random, 1, 80))
  const mean = observed.reduce((sum, count) => sum + count, 0) / observed.length
  const bins = whole(random, 2, 20)
  return {
    first,
    second,
    labels: { truth: truthLabels, predicted: truthLabels.map((label) => (random() < 0.6 ? label : anyLabel())) },
    scored: scoredRows(random, index),
    numbers: { truth: truthNumbers, predicted: truthNumbers.map((value) => value + normal(random) * 15) },
    table: list(whole(random, 2, 4), () => list(columns, () => whole(random, 1, 120))),
    observed,
    expected: observed.map(() => mean),
    histograms: [list(bins, () => whole(random, 0, 60)), list(bins, () => whole(random, 1, 60))],
    distance: distanceOf(random),
  }
}
