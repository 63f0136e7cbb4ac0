import { create } from 'zustand'
import type { Terminal } from '#shared/model/terminal.ts'

type TerminalState = {
  /** Left to right, as their tabs. */
  readonly terminals: readonly Terminal[]
  readonly active: string | null
  /** Whether it was asked which terminals there are. */
  readonly isRead: boolean
}

/** Terminals of the shown project. What they show is drawn by the terminal itself and not kept here. */
export const useTerminalStore = create<TerminalState>()(() => ({ terminals: [], active: null, isRead: false }))

type Sink = (text: string) => void

const sinks = new Map<string, Sink>()
/** Text of terminals whose picture is not made yet. */
const early = new Map<string, string>()

/** Something a terminal shows: to its picture, or kept until there is one. */
export const takeTerminalText = (terminalId: string, text: string): void => {
  const sink = sinks.get(terminalId)
  if (sink === undefined) early.set(terminalId, (early.get(terminalId) ?? '') + text)
  else sink(text)
}

/** Gives a terminal's text to its picture from now on, what came before first. */
export const drawTerminal = (terminalId: string, sink: Sink): void => {
  sinks.set(terminalId, sink)
  const text = early.get(terminalId)
  early.delete(terminalId)
  if (text !== undefined) sink(text)
}

/** A terminal that was opened; it is shown. */
export const addTerminal = (terminal: Terminal): void =>
  useTerminalStore.setState(({ terminals }) => ({ terminals: [...terminals, terminal], active: terminal.id }))

/** Those the engine had open already, with what they have shown. */
export const takeTerminals = (known: readonly { readonly terminal: Terminal; readonly text: string }[]): void => {
  for (const { terminal, text } of known) if (!sinks.has(terminal.id)) early.set(terminal.id, text)
  const terminals = known.map(({ terminal }) => terminal)
  useTerminalStore.setState({ terminals, active: terminals.at(-1)?.id ?? null, isRead: true })
}

/** Its program ended; what it has shown stays. */
export const endTerminal = (terminalId: string, exitCode: number): void =>
  useTerminalStore.setState(({ terminals }) => ({
    terminals: terminals.map((terminal) => (terminal.id === terminalId ? { ...terminal, exitCode } : terminal)),
  }))

/** Takes a terminal away; a neighbour of the shown one is shown. */
export const dropTerminal = (terminalId: string): void => {
  sinks.delete(terminalId)
  early.delete(terminalId)
  useTerminalStore.setState(({ terminals, active }) => {
    const place = terminals.findIndex(({ id }) => id === terminalId)
    const left = terminals.filter(({ id }) => id !== terminalId)
    return { terminals: left, active: active === terminalId ? (left[Math.max(0, place - 1)]?.id ?? null) : active }
  })
}

/** Forgets everything, when another project is opened. */
export const resetTerminals = (): void => {
  sinks.clear()
  early.clear()
  useTerminalStore.setState(useTerminalStore.getInitialState())
}
