import type { TerminalKind, TerminalSize } from '#shared/model/terminal.ts'
import { bridge } from '../bridge/bridge.ts'
import { currentProjectId } from '../state/project-store.ts'
import { addTerminal, dropTerminal, takeTerminals, useTerminalStore } from '../state/terminal-store.ts'
import { showDialog, showUi, useUiStore } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import { type AttemptPlace, selectedAttempt } from './block-run-place.ts'
import type { Command } from './command.ts'

/** What a terminal is opened with; its picture says its real size as soon as it is there. */
const firstSize: TerminalSize = { columns: 100, rows: 16 }

const hasProject = () => currentProjectId() !== null

const showTerminals = (): void => {
  const { collapsed } = useUiStore.getState()
  showUi({ page: 'pipelines', bottomTab: 'terminal', collapsed: { ...collapsed, bottom: false } })
}

const open = async (what: TerminalKind): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const terminal = await ask(
    'terminal.open',
    { projectId, what, size: firstSize },
    {
      title: 'The terminal could not be opened',
      handled: { 'not-trusted': () => showDialog({ kind: 'trust', next: null }) },
    },
  )
  if (terminal === null) return
  addTerminal(terminal)
  showTerminals()
}

/** A shell in the project folder, with the project's environment active. */
export const openShell = (): Promise<void> => open({ kind: 'shell' })

/** A Python prompt in the frame where a block failed. */
export const openRepl = ({ runId, blockUuid, attempt }: AttemptPlace): Promise<void> =>
  open({ kind: 'repl', runId, blockUuid, attempt })

/** Asks once which terminals the engine has for this project: the page may have been loaded anew. */
export const readTerminals = async (): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null || useTerminalStore.getState().isRead) return
  useTerminalStore.setState({ isRead: true })
  const known = await ask('terminal.list', { projectId }, { title: 'The terminals could not be read' })
  if (known !== null && known.length > useTerminalStore.getState().terminals.length) takeTerminals(known)
}

/** Ends a terminal and all that runs in it. */
export const closeTerminal = async (terminalId: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  dropTerminal(terminalId)
  await ask('terminal.close', { projectId, terminalId }, { title: 'The terminal could not be closed' })
}

/** One that has just ended needs no complaint: what was typed into it goes nowhere. */
const tell = (name: 'terminal.write' | 'terminal.resize' | 'terminal.drawn', input: Record<string, unknown>): void => {
  const projectId = currentProjectId()
  if (projectId !== null) void bridge().request(name, { projectId, ...input } as never)
}

/** What was typed or pasted. */
export const typeInTerminal = (terminalId: string, text: string): void => tell('terminal.write', { terminalId, text })

/** The terminal has another size. */
export const resizeTerminal = (terminalId: string, size: TerminalSize): void =>
  tell('terminal.resize', { terminalId, size })

/** So many characters were drawn: what writes faster waits. */
export const noteDrawn = (terminalId: string, characters: number): void =>
  tell('terminal.drawn', { terminalId, characters })

export const terminalCommands: readonly Command[] = [
  {
    id: 'terminal.new',
    label: 'New terminal',
    group: 'View',
    keys: ['Mod+~'],
    enabled: hasProject,
    run: openShell,
  },
  {
    id: 'terminal.close',
    label: 'Close terminal',
    group: 'View',
    enabled: () => useTerminalStore.getState().active !== null,
    run: async () => {
      const { active } = useTerminalStore.getState()
      if (active !== null) await closeTerminal(active)
    },
  },
  {
    id: 'block.repl',
    label: 'Open the selected block in a REPL',
    group: 'Debug',
    enabled: () => selectedAttempt() !== null,
    run: async () => {
      const place = selectedAttempt()
      if (place !== null) await openRepl(place)
    },
  },
]
