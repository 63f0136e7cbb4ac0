import type { Cell } from '#shared/model/output.ts'

/** How a cell is written. Numbers keep their digits up to six places; a missing value is a dash of its own look. */
export const cellText = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '—'
  if (typeof cell === 'boolean') return cell ? 'true' : 'false'
  if (typeof cell === 'string') return cell.length > 500 ? `${cell.slice(0, 500)}…` : cell
  if (Number.isInteger(cell)) return String(cell)
  const absolute = Math.abs(cell)
  if (absolute >= 1e12 || absolute < 1e-5) return cell.toExponential(4)
  return String(Number(cell.toFixed(6)))
}

const numeric = /int|float|double|decimal|number|long|^u?tiny|^u?big|^u?small|hugeint/i

/** Numbers are aligned right. @param type the type as the runner or the table reader names it */
export const isNumericType = (type: string): boolean => numeric.test(type) && !/interval|point/i.test(type)

const characterWidth = 7.4
const padding = 28
const narrowest = 64
const widest = 320

/** A number cut off reads as another number: room for eleven characters, whatever the first rows hold. */
const narrowestNumber = 110

type ColumnFacts = { readonly name: string; readonly numeric: boolean }

/** Width of a column in pixels, from its name and the cells seen first. */
export const columnWidth = ({ name, numeric }: ColumnFacts, cells: readonly (Cell | undefined)[]): number => {
  const longest = Math.max(name.length + 2, ...cells.slice(0, 50).map((cell) => cellText(cell).length))
  const least = numeric ? narrowestNumber : narrowest
  return Math.min(widest, Math.max(least, Math.ceil(longest * characterWidth) + padding))
}
