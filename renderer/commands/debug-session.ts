import type { BlockType } from '#shared/model/block.ts'
import type { DebugMove, DebugSession } from '#shared/model/debug.ts'
import { askAnew } from '../bridge/answers.ts'
import { changeWatches, showDebugFrame, takeDebugSession, takeDebugText, useDebugStore } from '../state/debug-store.ts'
import { resetEnvironment } from '../state/environment-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import type { AttemptPlace } from './block-run-place.ts'
import { breakpoints } from './breakpoints.ts'
import { openFile } from './file-commands.ts'
import { saveAllFiles } from './save-all-files.ts'

/** Blocks whose purpose is to change something outside: they are not run again without a question. */
const writes: ReadonlySet<BlockType> = new Set<BlockType>(['data_exporter', 'callback'])

const showPanel = (): void => {
  const { collapsed } = useUiStore.getState()
  showUi({ page: 'pipelines', bottomTab: 'debug', collapsed: { ...collapsed, bottom: false } })
}

/** What was asked of the block while it stood elsewhere means nothing any more. */
const forgetValues = async (): Promise<void> => {
  await Promise.all([askAnew('debug.scopes'), askAnew('debug.variables'), askAnew('debug.evaluate')])
}

/** Takes what the engine says of the debugged block; where it stops, its line is shown. */
export const followDebug = (session: DebugSession): void => {
  const before = useDebugStore.getState().session
  takeDebugSession(session)
  if (before?.id !== session.id) showPanel()
  const place = session.stop?.frames.find(({ inProject }) => inProject)
  if (session.state !== 'stopped' || session.stop === before?.stop) return
  void forgetValues()
  if (place !== undefined) void openFile(place.file, place.line)
}

/** Goes to the line of a frame and shows its variables. */
export const showFrame = (frameId: number): void => {
  const frame = useDebugStore.getState().session?.stop?.frames.find(({ id }) => id === frameId)
  showDebugFrame(frameId)
  if (frame?.inProject === true) void openFile(frame.file, frame.line)
}

/** Starts the debugger in a block as it was in a run. */
export const startDebug = async (place: AttemptPlace): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null || !(await saveAllFiles())) return
  const { runId, blockUuid, attempt } = place
  const session = await ask(
    'debug.start',
    { projectId, runId, blockUuid, attempt, breakpoints: breakpoints() },
    {
      title: 'The block could not be debugged',
      handled: {
        'not-trusted': () => showDialog({ kind: 'trust', next: null }),
        'requirements-missing': () => showDialog({ kind: 'debugger-missing', runId, blockUuid, attempt }),
        cancelled: () => undefined,
      },
    },
  )
  if (session !== null) showPanel()
}

/** As `startDebug`; asks first where the block writes. */
export const debugBlock = async (place: AttemptPlace, type: BlockType): Promise<void> => {
  if (writes.has(type)) {
    const { runId, blockUuid, attempt } = place
    showDialog({ kind: 'debug-writes', runId, blockUuid, attempt })
  } else await startDebug(place)
}

/** Goes on, by a line or altogether. */
export const moveDebug = async (move: DebugMove): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await ask('debug.move', { projectId, move }, { title: 'The block did not go on' })
}

/** Ends the debugged block and all it started. */
export const stopDebug = async (): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await ask('debug.stop', { projectId }, { title: 'The debugger could not be ended' })
}

/** Takes the panel of a session that has ended away. */
export const closeDebug = (): void => {
  takeDebugSession(null)
  if (useUiStore.getState().bottomTab === 'debug') showUi({ bottomTab: 'logs' })
}

/** Says what an expression is in the shown frame, below what the block printed. */
export const evaluateInFrame = async (expression: string): Promise<void> => {
  const projectId = currentProjectId()
  const { session, frameId } = useDebugStore.getState()
  const frame = frameId ?? session?.stop?.frames[0]?.id
  if (projectId === null || frame === undefined) return
  takeDebugText(`>>> ${expression}\n`, false)
  const answer = await ask(
    'debug.evaluate',
    { projectId, frameId: frame, expression },
    {
      title: 'The expression could not be read',
      handled: { 'invalid-input': ({ message }) => takeDebugText(`${message.trimEnd()}\n`, true) },
    },
  )
  if (answer !== null && answer.value !== '') takeDebugText(`${answer.value}\n`, false)
  // It may have changed something.
  await forgetValues()
}

/** Looks at an expression whenever the block stands still. */
export const watchExpression = (expression: string): void =>
  changeWatches((watches) => (watches.includes(expression) ? watches : [...watches, expression]))

/** Looks at it no longer. */
export const unwatchExpression = (expression: string): void =>
  changeWatches((watches) => watches.filter((other) => other !== expression))

/** Puts the debugger into the project's environment; gives the operation, null where it did not start. */
export const installDebugger = async (): Promise<string | null> => {
  const projectId = currentProjectId()
  if (projectId === null) return null
  resetEnvironment()
  const started = await ask('debug.install', { projectId }, { title: 'The debugger could not be installed' })
  return started?.operationId ?? null
}
