import { z } from 'zod'

/** A thing wrong in the project's files. Goes away by itself when the file is mended. */
export const problemSchema = z.object({
  /** Stable across scans while the cause is the same. */
  id: z.string(),
  severity: z.enum(['error', 'warning']),
  /** Kebab-case kind, such as `yaml-syntax`, `missing-file`, `cycle`. */
  code: z.string(),
  /** What was expected, what came, what to do. */
  message: z.string(),
  file: z.string(),
  line: z.number().int().positive().nullable(),
  pipelineUuid: z.string().nullable(),
  blockUuid: z.string().nullable(),
})
export type Problem = z.infer<typeof problemSchema>
