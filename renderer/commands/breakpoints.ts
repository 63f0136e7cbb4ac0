import { type Breakpoints, breakpointsSchema } from '#shared/model/debug.ts'
import { useArrangementStore } from '../state/arrangement-store.ts'
import { useDebugStore } from '../state/debug-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { arrange } from './arrange.ts'
import { ask } from './ask.ts'

const key = 'debug.breakpoints'

/** Lines at which a debugged block stops, by file: remembered with the arrangement of the project's window. */
export const breakpoints = (): Breakpoints =>
  breakpointsSchema.safeParse(useArrangementStore.getState().arrangement?.[key]).data ?? {}

const change = async (next: Breakpoints): Promise<void> => {
  const projectId = currentProjectId()
  arrange({ [key]: next })
  const state = useDebugStore.getState().session?.state
  if (projectId === null || state === undefined || state === 'ended') return
  await ask('debug.breakpoints', { projectId, breakpoints: next }, { title: 'The breakpoints could not be set' })
}

/** The lines of a file, in place of those it had. */
export const setBreakpoints = (path: string, lines: readonly number[]): Promise<void> => {
  const { [path]: _before, ...rest } = breakpoints()
  const sorted = [...new Set(lines)].toSorted((a, b) => a - b)
  return change(sorted.length === 0 ? rest : { ...rest, [path]: sorted })
}

/** Sets a breakpoint on a line, or takes it away. */
export const toggleBreakpoint = (path: string, line: number): Promise<void> => {
  const lines = breakpoints()[path] ?? []
  return setBreakpoints(path, lines.includes(line) ? lines.filter((other) => other !== line) : [...lines, line])
}

/** Takes all breakpoints of the project away. */
export const clearBreakpoints = (): Promise<void> => change({})
