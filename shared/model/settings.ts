import { z } from 'zod'

const values = {
  theme: z.enum(['system', 'dark', 'light']),
  editorFontSize: z.number().int().min(8).max(32),
  wordWrap: z.boolean(),
  /** Blocks that may run at once; null = number of cores. */
  maxParallelBlocks: z.number().int().min(1).max(256).nullable(),
  confirmCloseWhileRunning: z.boolean(),
  warmInterpreter: z.boolean(),
  /** A failed block keeps the variables of its frames on disk. */
  keepFailures: z.boolean(),
  /** Of this computer, where API triggers are called; Mage's own. Listened to only while one is on. */
  apiPort: z.number().int().min(1024).max(65_535),
  /** Of which ended runs the system tells while nobody looks at the window. */
  notifyOfRuns: z.enum(['never', 'failures', 'always']),
  /** Closing a window hides it; triggers go on. */
  keepInTray: z.boolean(),
  /** Comes up hidden at login, with the project opened last. */
  startAtLogin: z.boolean(),
}

/** The user's settings: of the machine, not of a project. */
export const settingsSchema = z.object({
  theme: values.theme.default('system'),
  editorFontSize: values.editorFontSize.default(12),
  wordWrap: values.wordWrap.default(false),
  maxParallelBlocks: values.maxParallelBlocks.default(null),
  confirmCloseWhileRunning: values.confirmCloseWhileRunning.default(true),
  warmInterpreter: values.warmInterpreter.default(true),
  keepFailures: values.keepFailures.default(true),
  apiPort: values.apiPort.default(6789),
  notifyOfRuns: values.notifyOfRuns.default('failures'),
  keepInTray: values.keepInTray.default(false),
  startAtLogin: values.startAtLogin.default(false),
})
export type Settings = z.infer<typeof settingsSchema>

/** Some of the settings. Without defaults: `settingsSchema.partial()` would fill in the rest and set it back with every change. */
export const settingsChangeSchema = z.object(values).partial()

/** Arrangement of a project's window, remembered per project. Opaque to the engine. */
export const arrangementSchema = z.record(z.string(), z.json())
export type Arrangement = z.infer<typeof arrangementSchema>
