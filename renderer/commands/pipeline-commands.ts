import type { Command } from './command.ts'

export const pipelineCommands: readonly Command[] = []
