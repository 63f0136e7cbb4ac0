import type { editor } from 'monaco-editor/editor/editor.api'
import { useEffect } from 'react'
import { breakpoints, setBreakpoints, toggleBreakpoint } from '../../commands/breakpoints.ts'
import { useArrangementStore } from '../../state/arrangement-store.ts'
import { useDebugStore } from '../../state/debug-store.ts'
import { monaco } from './monaco.ts'

type Code = editor.IStandaloneCodeEditor

const whole = (line: number) => new monaco.Range(line, 1, line, 1)

const breakpointMark = (line: number): editor.IModelDeltaDecoration => ({
  range: whole(line),
  options: {
    glyphMarginClassName: 'editor-breakpoint',
    glyphMarginHoverMessage: { value: 'Breakpoint: a debugged block stops here' },
    // A line that is typed above moves it down; text typed on it does not.
    stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
  },
})

const standingMark = (line: number, isInnermost: boolean): editor.IModelDeltaDecoration => ({
  range: whole(line),
  options: {
    isWholeLine: true,
    className: isInnermost ? 'editor-standing-line' : 'editor-calling-line',
    glyphMarginClassName: isInnermost ? 'editor-standing' : 'editor-calling',
  },
})

const isPython = (path: string): boolean => path.endsWith('.py')

/** Breakpoints of the shown file: drawn in the margin, set by a click there, moved with their lines. */
const useBreakpoints = (code: Code | null, path: string, modelId: number): void => {
  const remembered = useArrangementStore((state) => state.arrangement?.['debug.breakpoints'])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model or other breakpoints draw anew
  useEffect(() => {
    const model = code?.getModel()
    if (code === null || model == null || !isPython(path)) return
    const lines = (breakpoints()[path] ?? []).filter((line) => line <= model.getLineCount())
    const marks = code.createDecorationsCollection(lines.map(breakpointMark))
    const listener = model.onDidChangeContent(() => {
      const moved = marks.getRanges().map(({ startLineNumber }) => startLineNumber)
      if (moved.join() !== (breakpoints()[path] ?? []).join()) void setBreakpoints(path, moved)
    })
    return () => {
      listener.dispose()
      marks.clear()
    }
  }, [code, path, modelId, remembered])
}

const useMarginClicks = (code: Code | null, path: string): void => {
  useEffect(() => {
    code?.updateOptions({ glyphMargin: isPython(path) })
    const listener = code?.onMouseDown(({ target }) => {
      const { GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS } = monaco.editor.MouseTargetType
      const inMargin = target.type === GUTTER_GLYPH_MARGIN || target.type === GUTTER_LINE_NUMBERS
      if (inMargin && target.position !== null && isPython(path))
        void toggleBreakpoint(path, target.position.lineNumber)
    })
    return () => listener?.dispose()
  }, [code, path])
}

/** The lines on which the debugged block stands, as far as they are of the shown file. */
const useStandingLines = (code: Code | null, path: string, modelId: number): void => {
  const frames = useDebugStore((state) => (state.session?.state === 'stopped' ? state.session.stop?.frames : undefined))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model draws anew
  useEffect(() => {
    if (code === null || frames === undefined) return
    const marks = frames.flatMap(({ file, line }, place) => (file === path ? [standingMark(line, place === 0)] : []))
    const collection = code.createDecorationsCollection(marks)
    return () => collection.clear()
  }, [code, path, modelId, frames])
}

/** What the debugger shows in the text of a file. */
export const useDebugMarks = (code: Code | null, path: string, modelId: number): void => {
  useMarginClicks(code, path)
  useBreakpoints(code, path, modelId)
  useStandingLines(code, path, modelId)
}
