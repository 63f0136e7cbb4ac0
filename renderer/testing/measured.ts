/** Gives elements a size, which jsdom does not: lists that show only what is on screen then show something. Imported for its effect. */
for (const [name, value] of [
  ['clientHeight', 600],
  ['clientWidth', 900],
] as const) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value })
}
