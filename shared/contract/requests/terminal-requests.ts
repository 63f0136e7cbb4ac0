import { z } from 'zod'
import { terminalKindSchema, terminalSchema, terminalSizeSchema } from '../../model/terminal.ts'
import { nothing, project, type RequestTable } from './shapes.ts'

const terminal = project.extend({ terminalId: z.string().max(100) })

/** Terminals of the window: shells in the project folder, and prompts where a block failed. */
export const terminalRequests = {
  /** Those of this project, with the end of what each has shown: a page that was loaded anew shows them again. */
  'terminal.list': { input: project, output: z.array(z.object({ terminal: terminalSchema, text: z.string() })) },
  /** Events tell what it says. `not-trusted` where nothing of the folder may run. */
  'terminal.open': {
    input: project.extend({ what: terminalKindSchema, size: terminalSizeSchema }),
    output: terminalSchema,
  },
  /** What was typed. */
  'terminal.write': { input: terminal.extend({ text: z.string().max(1_000_000) }), output: nothing },
  'terminal.resize': { input: terminal.extend({ size: terminalSizeSchema }), output: nothing },
  /** How many characters the window has drawn: a program that writes faster than that waits. */
  'terminal.drawn': { input: terminal.extend({ characters: z.number().int().min(0) }), output: nothing },
  /** Ends it with all its descendants. */
  'terminal.close': { input: terminal, output: nothing },
} as const satisfies RequestTable
