import { backfillCommands } from './backfill-commands.ts'
import { canvasCommands } from './block-canvas-commands.ts'
import { blockCommands } from './block-commands.ts'
import type { Command } from './command.ts'
import { debugCommands } from './debug-commands.ts'
import { environmentCommands } from './environment-commands.ts'
import { failureCommands } from './failure-commands.ts'
import { fileCommands } from './file-commands.ts'
import { modelCommands } from './model-commands.ts'
import { notebookCommands } from './notebook-commands.ts'
import { notificationCommands } from './notification-commands.ts'
import { pipelineCommands } from './pipeline-commands.ts'
import { projectCommands } from './project-commands.ts'
import { runAgainCommands } from './run-again-commands.ts'
import { runCommands } from './run-commands.ts'
import { sweepCommands } from './sweep-commands.ts'
import { terminalCommands } from './terminal-commands.ts'
import { triggerCommands } from './trigger-commands.ts'
import { viewCommands } from './view-commands.ts'

/** Every user action, once. */
export const commands: readonly Command[] = [
  ...debugCommands,
  ...projectCommands,
  ...pipelineCommands,
  ...blockCommands,
  ...canvasCommands,
  ...fileCommands,
  ...notebookCommands,
  ...runCommands,
  ...runAgainCommands,
  ...failureCommands,
  ...triggerCommands,
  ...backfillCommands,
  ...sweepCommands,
  ...notificationCommands,
  ...modelCommands,
  ...viewCommands,
  ...terminalCommands,
  ...environmentCommands,
]

/** Finds a command by id; undefined for an unknown one. */
export const findCommand = (id: string): Command | undefined => commands.find((command) => command.id === id)

/** Runs a command by id, if it is enabled. */
export const runCommand = async (id: string): Promise<void> => {
  const command = findCommand(id)
  if (command === undefined || command.enabled?.() === false) return
  await command.run()
}
