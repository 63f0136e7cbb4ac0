type Rgb = readonly [number, number, number]

const parse = (colour: string): Rgb | null => {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(colour.trim())?.[1]
  if (hex === undefined) return null
  const pairs = hex.length < 6 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? [])
  const [red = 0, green = 0, blue = 0] = pairs.map((pair) => Number.parseInt(pair, 16))
  return [red, green, blue]
}

const two = (value: number): string => Math.round(value).toString(16).padStart(2, '0')

/** `#rrggbb` of a colour written with three to eight digits; black where it is none. */
export const plainColour = (colour: string): string => `#${(parse(colour) ?? [0, 0, 0]).map(two).join('')}`

/** A colour that lets something of what lies below through; `share` of 1 is opaque. */
export const translucent = (colour: string, share: number): string => plainColour(colour) + two(share * 255)

/** The colour halfway between two. */
export const between = (first: string, second: string): string => {
  const [a, b] = [parse(first) ?? [0, 0, 0], parse(second) ?? [0, 0, 0]]
  return `#${[0, 1, 2].map((place) => two(((a[place] ?? 0) + (b[place] ?? 0)) / 2)).join('')}`
}
