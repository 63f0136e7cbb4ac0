import packageFile from '../package.json' with { type: 'json' }
import { type Arguments, parseArguments } from './cli/arguments.ts'
import { backfillCommand } from './cli/backfill-command.ts'
import { createCliEngine } from './cli/create-cli-engine.ts'
import { environmentCommand } from './cli/environment-command.ts'
import { help } from './cli/help.ts'
import { listCommand } from './cli/list-command.ts'
import { loopCommand } from './cli/loop-command.ts'
import { modelsCommand, packageCommand, promoteCommand, registerCommand, rollBackCommand } from './cli/model-commands.ts'
import { openCommand } from './cli/open-command.ts'
import { replCommand } from './cli/repl-command.ts'
import { runCommand } from './cli/run-command.ts'
import { scheduleCommand } from './cli/schedule-command.ts'
import { serveCommand } from './cli/serve-command.ts'
import { exitCodes, type Session } from './cli/session.ts'
import { trackingCommand } from './cli/tracking-command.ts'
import { validateCommand } from './cli/validate-command.ts'

const commands: Record<string, (session: Session) => Promise<number>> = {
  run: runCommand,
  repl: replCommand,
  list: listCommand,
  validate: validateCommand,
  env: environmentCommand,
  schedule: scheduleCommand,
  serve: serveCommand,
  backfill: backfillCommand,
  loop: loopCommand,
  models: modelsCommand,
  promote: promoteCommand,
  rollback: rollBackCommand,
  register: registerCommand,
  package: packageCommand,
  tracking: trackingCommand,
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
  await using engine = await createCliEngine()
  // Awaited here: returned as a promise, it would find the engine disposed.
  return await command({ engine, arguments: parsed.value, version: packageFile.version })
}

/** Ends once the output is written; a handle somebody forgot must not keep a script waiting. */
const end = (code: number) => process.stdout.write('', () => process.exit(code))

main().then(end, (error: unknown) => {
  console.error('pipewright: a bug, please report it:', error)
  end(exitCodes.failed)
})
