import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A program as a terminal starts it. */
export type Command = {
  readonly file: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

const defaultShell = (): string =>
  process.platform === 'win32' ? (process.env.COMSPEC ?? 'cmd.exe') : (process.env.SHELL ?? '/bin/sh')

/** Start-up files of people put version managers before everything on the PATH; the environment of the project has to come after them. */
const activate = ['if [ -n "$VIRTUAL_ENV" ]; then', '  PATH="$VIRTUAL_ENV/bin:$PATH"', '  export PATH', 'fi', ''].join(
  '\n',
)

const bashFile = ['if [ -f ~/.bashrc ]; then . ~/.bashrc; fi', activate].join('\n')
const zshFile = [
  'ZDOTDIR="$PIPEWRIGHT_ZDOTDIR"',
  'if [ -f "$ZDOTDIR/.zshrc" ]; then . "$ZDOTDIR/.zshrc"; fi',
  activate,
].join('\n')

const written = async (folder: string, name: string, text: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

/**
 * The user's shell, with the environment of the project active after the user's own start-up files.
 *
 * @param folder of ours, for start-up files
 */
export const shellCommand = async (folder: string, environment: Readonly<Record<string, string>>): Promise<Command> => {
  const file = defaultShell()
  const name = basename(file).replace(/\.exe$/i, '')
  if (name === 'bash') return { file, args: ['--init-file', await written(folder, 'bashrc', bashFile)], environment }
  if (name !== 'zsh') return { file, args: [], environment }
  await written(folder, '.zshrc', zshFile)
  const own = environment.ZDOTDIR ?? environment.HOME ?? ''
  return { file, args: [], environment: { ...environment, ZDOTDIR: folder, PIPEWRIGHT_ZDOTDIR: own } }
}
