/** Browsers cut an element off somewhat above this height. */
const tallest = 30_000_000

/** Height of the scrolled element for rows that together are so high. */
export const scrolledHeight = (total: number): number => Math.min(total, tallest)

/**
 * Pixels of rows per pixel that is scrolled: 1, and more where the rows are higher than an element can be, so that the end of the
 * scroll bar still is the end of the rows.
 *
 * @param view height of what is seen at once
 */
export const scrollStretch = (total: number, view: number): number =>
  total <= tallest ? 1 : (total - view) / (tallest - view)
