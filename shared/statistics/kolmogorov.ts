import { smirnov } from './special-functions.ts'

/** Keeps powers of a matrix within what a double can hold. */
const scale = 2 ** 128

type Matrix = readonly Float64Array[]

const multiply = (left: Matrix, right: Matrix): Matrix =>
  left.map((row) => {
    const product = new Float64Array(row.length)
    row.forEach((factor, middle) => {
      const other = right[middle]
      if (factor === 0 || other === undefined) return
      for (let column = 0; column < product.length; column += 1)
        product[column] = (product[column] ?? 0) + factor * (other[column] ?? 0)
    })
    return product
  })

const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? 0

const durbinMatrix = (size: number, rest: number): Matrix => {
  const factorial = (count: number) => {
    let product = 1
    for (let factor = 2; factor <= count; factor += 1) product *= factor
    return product
  }
  const edge = (count: number) => (1 - rest ** count) / factorial(count)
  const corner = (1 - 2 * rest ** size + Math.max(2 * rest - 1, 0) ** size) / factorial(size)
  const value = (row: number, column: number): number => {
    if (row === size - 1 && column === 0) return corner
    if (column === 0) return edge(row + 1)
    if (row === size - 1) return edge(size - column)
    return row - column + 1 < 0 ? 0 : 1 / factorial(row - column + 1)
  }
  return Array.from({ length: size }, (_row, row) =>
    Float64Array.from({ length: size }, (_column, column) => value(row, column)),
  )
}

/** Pr(D_n < distance), exactly: Marsaglia, Tsang and Wang, "Evaluating Kolmogorov's Distribution", Journal of Statistical Software 8 (2003). */
const byDurbinMatrix = (count: number, distance: number): number => {
  const middle = Math.ceil(count * distance)
  const size = 2 * middle - 1
  let square = durbinMatrix(size, middle - count * distance)
  let power: Matrix = square.map((_row, row) =>
    Float64Array.from({ length: size }, (_, column) => Number(row === column)),
  )
  let powerScale = 0
  let squareScale = 0
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = multiply(power, square)
      powerScale += squareScale
    }
    square = multiply(square, square)
    squareScale *= 2
    if (Math.abs(at(square, middle - 1, middle - 1)) > scale) {
      square = square.map((row) => row.map((value) => value / scale))
      squareScale += 128
    }
  }
  let probability = at(power, middle - 1, middle - 1)
  for (let factor = 1; factor <= count; factor += 1) {
    probability *= factor / count
    if (Math.abs(probability) < 1 / scale) {
      probability *= scale
      powerScale -= 128
    }
  }
  return probability * 2 ** powerScale
}

/** Pr(D_n < distance) for large n: Pelz and Good, Journal of the Royal Statistical Society B 38 (1976), four terms in 1/√n. */
const byPelzGood = (count: number, distance: number): number => {
  const z = Math.sqrt(count) * distance
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6]
  const [pi2, pi4, pi6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6]
  const sums = [0, 0, 0, 0]
  const add = (index: number, value: number) => {
    sums[index] = (sums[index] ?? 0) + value
  }
  for (let index = Math.ceil((16 * z) / Math.PI); index > 0; index -= 1) {
    const odd2 = (2 * index - 1) ** 2
    const odd = Math.sqrt(2 * Math.PI) * Math.exp((-pi2 * odd2) / (8 * z2))
    add(0, odd / z)
    add(1, (odd * ((pi2 / 4) * odd2 - z2)) / (6 * z4))
    const second = 6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * pi2 * odd2) / 4 + (pi4 * (1 - 2 * z2) * odd2 ** 2) / 16
    add(2, (odd * second) / (72 * z ** 7))
    const third =
      (pi6 * odd2 ** 3 * (5 - 30 * z2)) / 64 +
      (pi4 * odd2 ** 2 * (-60 * z2 + 212 * z4)) / 16 +
      (pi2 * odd2 * (135 * z4 - 96 * z6)) / 4 -
      30 * z6 -
      90 * z ** 8
    add(3, (odd * third) / (6480 * z ** 10))
    const all = Math.sqrt(2 * Math.PI) * Math.exp((-pi2 * index ** 2) / (2 * z2))
    add(2, (-pi2 * index ** 2 * all) / (36 * z ** 3))
    add(3, (pi2 * index ** 2 * (3 * z2 - pi2 * index ** 2) * all) / (216 * z6))
  }
  return sums.reduce((total, value, power) => total + value / count ** (power / 2), 0)
}

const clip = (probability: number): number => Math.min(Math.max(probability, 0), 1)

/** n! / nⁿ · (2t − 1)ⁿ: Ruben and Gambino, for distances up to 1/n. */
const nearZero = (count: number, base: number): number => {
  let product = 1
  for (let factor = 1; factor <= count; factor += 1) product *= (factor / count) * base
  return product
}

/**
 * Pr(D_n ≥ distance) of the two-sided Kolmogorov-Smirnov statistic of n values: Simard and L'Ecuyer, "Computing the Two-Sided
 * Kolmogorov-Smirnov Distribution", Journal of Statistical Software 39 (2011), with their limits between the methods.
 */
export const kolmogorovSurvival = (count: number, distance: number): number => {
  const scaled = count * distance
  if (distance >= 1) return 0
  if (scaled <= 0.5) return 1
  if (scaled <= 1) return clip(1 - nearZero(count, 2 * scaled - 1))
  if (scaled >= count - 1) return clip(2 * (1 - distance) ** count)
  const spread = scaled * distance
  // Below 1e-300, which Cephes would throw as an underflow.
  if (spread >= 345) return 0
  if (distance >= 0.5 || spread > (count <= 140 ? 4 : 2.2)) return clip(2 * smirnov(count, distance))
  if (count <= 140 || (count <= 100_000 && count * distance ** 1.5 <= 1.4))
    return clip(1 - byDurbinMatrix(count, distance))
  return clip(1 - byPelzGood(count, distance))
}
