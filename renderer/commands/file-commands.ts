import type { Command } from './command.ts'

export const fileCommands: readonly Command[] = []
