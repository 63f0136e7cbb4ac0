import { z } from 'zod'

/** A variable of a frame as it was when the block failed, in words. */
export const keptVariableSchema = z.object({
  name: z.string(),
  type: z.string(),
  text: z.string(),
  /** False where a prompt has only these words of it: it was too big, or cannot be stored. */
  isKept: z.boolean(),
})
export type KeptVariable = z.infer<typeof keptVariableSchema>

/** A frame of a failure, outermost first; named as in the error of the block run. */
export const keptFrameSchema = z.object({
  file: z.string(),
  line: z.number().int(),
  function: z.string(),
  variables: z.array(keptVariableSchema),
})
export type KeptFrame = z.infer<typeof keptFrameSchema>
