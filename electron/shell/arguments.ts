import { isAbsolute, resolve } from 'node:path'

/** What a command line asks the window to show. */
export type OpenTarget =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'example'; readonly exampleId: string }
  /** What was opened last, without a window in sight. */
  | { readonly kind: 'login' }
  | { readonly kind: 'nothing' }

const exampleSwitch = '--example'
/** Told to ourselves when the system starts us at login. */
export const loginSwitch = '--at-login'

const exampleIn = (args: readonly string[]): string | null => {
  const joined = args.find((argument) => argument.startsWith(`${exampleSwitch}=`))
  if (joined !== undefined) return joined.slice(exampleSwitch.length + 1)
  const position = args.indexOf(exampleSwitch)
  return position < 0 ? null : (args[position + 1] ?? null)
}

/**
 * Reads a command line without the program's own name: `[folder]`, `--example <id>`; switches are Chromium's and pass by.
 * A relative folder is meant from where the command was given, which for a second start is not our own working directory.
 */
export const parseArguments = (args: readonly string[], workingDirectory: string): OpenTarget => {
  if (args.includes(loginSwitch)) return { kind: 'login' }
  const exampleId = exampleIn(args)
  if (exampleId !== null) return { kind: 'example', exampleId }
  const path = args.find((argument) => !argument.startsWith('-'))
  if (path === undefined) return { kind: 'nothing' }
  return { kind: 'folder', path: isAbsolute(path) ? path : resolve(workingDirectory, path) }
}

/**
 * The arguments meant for us. In development Electron is given the app's folder among them (`appFolder`); packaged, the app
 * is the program itself.
 */
export const ownArguments = (argv: readonly string[], appFolder: string | null): readonly string[] => {
  const given = argv.slice(1)
  return appFolder === null ? given : given.filter((argument) => resolve(argument) !== appFolder)
}
