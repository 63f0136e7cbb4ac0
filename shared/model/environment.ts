import { z } from 'zod'

/** An interpreter found on this machine. */
export const interpreterSchema = z.object({
  /** Absolute path of the executable. */
  path: z.string(),
  /** `3.12.1`; null until the folder is trusted or when the executable did not answer. */
  version: z.string().nullable(),
  source: z.enum(['project-venv', 'conda', 'chosen', 'system', 'pyenv']),
  /** As the pill shows it: `Python 3.12 · .venv`. */
  label: z.string(),
})
export type Interpreter = z.infer<typeof interpreterSchema>

/** One line of `requirements.txt` that the environment does not meet. */
export const missingRequirementSchema = z.object({
  requirement: z.string(),
  installed: z.string().nullable(),
  line: z.number().int().positive(),
})
export type MissingRequirement = z.infer<typeof missingRequirementSchema>

export const environmentSchema = z.object({
  state: z.enum(['unknown', 'ready', 'requirements-missing', 'broken', 'none', 'creating']),
  interpreter: interpreterSchema.nullable(),
  /** What is wrong and what to do, when state is not `ready`. */
  message: z.string().nullable(),
  missing: z.array(missingRequirementSchema),
})
export type Environment = z.infer<typeof environmentSchema>
