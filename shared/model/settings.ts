import { z } from 'zod'

/** The user's settings: of the machine, not of a project. */
export const settingsSchema = z.object({
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  editorFontSize: z.number().int().min(8).max(32).default(12),
  wordWrap: z.boolean().default(false),
  /** Blocks that may run at once; null = number of cores. */
  maxParallelBlocks: z.number().int().min(1).max(256).nullable().default(null),
  confirmCloseWhileRunning: z.boolean().default(true),
  warmInterpreter: z.boolean().default(true),
})
export type Settings = z.infer<typeof settingsSchema>

/** Arrangement of a project's window, remembered per project. Opaque to the engine. */
export const arrangementSchema = z.record(z.string(), z.json())
export type Arrangement = z.infer<typeof arrangementSchema>
