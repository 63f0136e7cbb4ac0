/** Parts of the window that keys can belong to. */
export type Scope = 'canvas' | 'editor' | 'notebook' | 'cell'

/**
 * A thing the user can do, said once. Menu, palette, toolbar and keys read it; `run` talks to the bridge and the stores.
 * `Mod` is Ctrl, or Cmd on macOS.
 */
export type Command = {
  /** `noun.verb`, such as `run.start`. */
  readonly id: string
  readonly label: string
  /** Heading in the palette. */
  readonly group:
    | 'Project'
    | 'Pipeline'
    | 'Block'
    | 'File'
    | 'Run'
    | 'Model'
    | 'Debug'
    | 'View'
    | 'Environment'
    | 'Notebook'
  /** Such as `Mod+S` or `Shift+F5`; several where platforms differ. */
  readonly keys?: readonly string[]
  /** Keys work only while the focus is in one of these parts of the window; everywhere where absent. */
  readonly scopes?: readonly Scope[]
  /** While it is enabled its keys are its own, though another command has them too. */
  readonly overrides?: boolean
  /** False greys the command out. */
  readonly enabled?: () => boolean
  /** True keeps it out of the palette (needs an argument). */
  readonly hidden?: boolean
  readonly run: () => void | Promise<void>
}
