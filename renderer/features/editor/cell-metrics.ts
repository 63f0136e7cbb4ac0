import type { editor } from 'monaco-editor/editor/editor.api'
import type { EditorBuffer } from '../../state/editor-store.ts'

/** Lines a cell shows at once; longer code scrolls in its cell. */
const mostLines = 200

/** Room above the first and below the last line of a cell, in pixels. */
export const cellPadding = { top: 8, bottom: 8 } as const

const linesIn = (text: string): number => (text.match(/\r\n|\r|\n/g)?.length ?? 0) + 1

/** Height of a cell's code in pixels, before an editor has measured it. */
export const cellHeight = (text: string, lineHeight: number): number =>
  Math.min(mostLines, linesIn(text)) * lineHeight + cellPadding.top + cellPadding.bottom

/** Highest a cell's code gets, in pixels. */
export const highestCell = (lineHeight: number): number => mostLines * lineHeight + cellPadding.top + cellPadding.bottom

/** Where an editor draws line numbers and text, so that text without an editor stands at the same place. */
export type GutterLayout = Pick<editor.EditorLayoutInfo, 'lineNumbersLeft' | 'lineNumbersWidth' | 'contentLeft'>

const gutters = new Map<boolean, GutterLayout>()
const isPython = ({ path }: EditorBuffer): boolean => path.endsWith('.py')

/** The gutter of the last editor of that kind of file; Python has a margin for breakpoints. */
export const gutterOf = (buffer: EditorBuffer): GutterLayout =>
  gutters.get(isPython(buffer)) ?? {
    lineNumbersLeft: isPython(buffer) ? 20 : 0,
    lineNumbersWidth: 22,
    contentLeft: isPython(buffer) ? 68 : 48,
  }

/** Remembers how an editor laid its gutter out. */
export const keepGutter = (
  buffer: EditorBuffer,
  { lineNumbersLeft, lineNumbersWidth, contentLeft }: GutterLayout,
): void => {
  gutters.set(isPython(buffer), { lineNumbersLeft, lineNumbersWidth, contentLeft })
}
