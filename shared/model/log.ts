import { z } from 'zod'

export const logStreams = ['stdout', 'stderr', 'log', 'engine'] as const
export const logLevels = ['debug', 'info', 'warning', 'error', 'critical'] as const
export const logLevelSchema = z.enum(logLevels)
export type LogLevel = z.infer<typeof logLevelSchema>

/** One line of a run's log. `line` counts from 0 within the block run attempt's `log.ndjson`. */
export const logLineSchema = z.object({
  blockUuid: z.string(),
  attempt: z.number().int(),
  line: z.number().int(),
  time: z.number(),
  stream: z.enum(logStreams),
  level: logLevelSchema,
  /** May hold ANSI colour codes; no line breaks. */
  text: z.string(),
})
export type LogLine = z.infer<typeof logLineSchema>
