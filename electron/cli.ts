import packageFile from '../package.json' with { type: 'json' }
import { type Arguments, parseArguments } from './cli/arguments.ts'
import { help } from './cli/help.ts'
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
  sweep: async () => (await import('./cli/sweep-command.ts')).sweepCommand,
}

/** Commands that need no engine; null where one does. */
const quickly = (typed: Arguments): number | null => {
  if (typed.version) {
    console.log(packageFile.version)
    return exitCodes.completed
  }
  if (typed.help || typed.command === 'help') {
    console.log(help)
    return exitCodes.completed
  }
  if (typed.command === 'open') return openCommand(typed.positionals[0])
  return null
}

const main = async (): Promise<number> => {
  const parsed = parseArguments(process.argv.slice(2))
  if (!parsed.ok) {
    console.error(`pipewright: ${parsed.error.message}\n\n${help}`)
    return exitCodes.wrongUse
  }
  const quick = quickly(parsed.value)
  if (quick !== null) return quick
  const command = commands[parsed.value.command ?? '']
  if (command === undefined) {
    const complaint =
      parsed.value.command === null ? 'a command is missing' : `there is no command "${parsed.value.command}"`
    console.error(`pipewright: ${complaint}\n\n${help}`)
    return exitCodes.wrongUse
  }
  const { createCliEngine } = await import('./cli/create-cli-engine.ts')
  await using engine = await createCliEngine(parsed.value.command === 'run' ? parsed.value.positionals[0] : undefined)
  const perform = await command()
  // Awaited here: returned as a promise, it would find the engine disposed.
  return await perform({ engine, arguments: parsed.value, version: packageFile.version })
}

/** Ends once the output is written; a handle somebody forgot must not keep a script waiting. */
const end = (code: number) => process.stdout.write('', () => process.exit(code))

main().then(end, (error: unknown) => {
  console.error('pipewright: a bug, please report it:', error)
  end(exitCodes.failed)
})
