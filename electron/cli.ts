import packageFile from '../package.json' with { type: 'json' }
import { type Arguments, parseArguments } from './cli/arguments.ts'
import { openCommand } from './cli/open-command.ts'
import { exitCodes, type Session } from './cli/session.ts'

type Command = (session: Session) => Promise<number>

/** Each with what it needs, loaded when it is typed: nothing else is waited for. */
const commands: Record<string, () => Promise<Command>> = {
  run: async () => (await import('./cli/run-command.ts')).runCommand,
  repl: async () => (await import('./cli/repl-command.ts')).replCommand,
  list: async () => (await import('./cli/list-command.ts')).listCommand,
  validate: async () => (await import('./cli/validate-command.ts')).validateCommand,
  env: async () => (await import('./cli/environment-command.ts')).environmentCommand,
  schedule: async () => (await import('./cli/schedule-command.ts')).scheduleCommand,
  serve: async () => (await import('./cli/serve-command.ts')).serveCommand,
  backfill: async () => (await import('./cli/backfill-command.ts')).backfillCommand,
  loop: async () => (await import('./cli/loop-command.ts')).loopCommand,
  models: async () => (await import('./cli/model-commands.ts')).modelsCommand,
  promote: async () => (await import('./cli/model-commands.ts')).promoteCommand,
  rollback: async () => (await import('./cli/model-commands.ts')).rollBackCommand,
  register: async () => (await import('./cli/model-commands.ts')).registerCommand,
  package: async () => (await import('./cli/model-commands.ts')).packageCommand,
  tracking: async () => (await import('./cli/tracking-command.ts')).trackingCommand,
  secret: async () => (await import('./cli/secret-command.ts')).secretCommand,
  sweep: async () => (await import('./cli/sweep-command.ts')).sweepCommand,
}

const complain = (words: string): number => {
  console.error(`pipewright: ${words}`)
  return exitCodes.wrongUse
}

/** The help of everything, or of the command that is named. */
const sayHelp = async ({ command, positionals }: Arguments): Promise<number> => {
  const { helpOf, unknownCommand } = await import('./cli/help.ts')
  const named = command === 'help' ? (positionals[0] ?? null) : command
  const text = helpOf(named)
  if (text === null) return complain(unknownCommand(named ?? ''))
  console.log(text)
  return exitCodes.completed
}

/** Commands that need no engine; null where one does. */
const quickly = (typed: Arguments): number | Promise<number> | null => {
  if (typed.version) {
    console.log(packageFile.version)
    return exitCodes.completed
  }
  if (typed.help || typed.command === 'help') return sayHelp(typed)
  if (typed.command === 'open') return openCommand(typed.positionals[0])
  return null
}

const missingCommand = async (name: string | null): Promise<string> =>
  name === null ? 'a command is missing. See pipewright --help.' : (await import('./cli/help.ts')).unknownCommand(name)

/**
 * Whoever read the output is gone (`| head`): ends as for a signal, so that nothing goes on unseen. What is still written is
 * lost, which is no news.
 */
const endWithReader = (): void => {
  let isGone = false
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    if (!isGone) process.kill(process.pid, 'SIGTERM')
    isGone = true
  }
  process.stdout.on('error', onError)
  process.stderr.on('error', onError)
}

const main = async (): Promise<number> => {
  const parsed = parseArguments(process.argv.slice(2))
  if (!parsed.ok) return complain(parsed.error.message)
  const quick = quickly(parsed.value)
  if (quick !== null) return quick
  const { command: name } = parsed.value
  const command = name !== null && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) return complain(await missingCommand(name))
  const { createCliEngine } = await import('./cli/create-cli-engine.ts')
  await using engine = await createCliEngine(parsed.value.command === 'run' ? parsed.value.positionals[0] : undefined)
  const perform = await command()
  // Awaited here: returned as a promise, it would find the engine disposed.
  return await perform({ engine, arguments: parsed.value, version: packageFile.version })
}

endWithReader()

/** Ends once the output is written; a handle somebody forgot must not keep a script waiting. */
const end = (code: number) => process.stdout.write('', () => process.exit(code))

/** Ctrl+C, or the end of what is typed, at a question. */
const isInterrupt = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

main().then(end, (error: unknown) => {
  if (isInterrupt(error)) {
    process.stderr.write('\n')
    end(exitCodes.interrupted)
    return
  }
  console.error('pipewright: a bug, please report it:', error)
  end(exitCodes.failed)
})
