import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { KeptFrame, KeptVariable } from '#shared/model/failure.ts'

const entrySchema = z.object({
  name: z.string(),
  type: z.string(),
  text: z.string(),
  value: z.number().int().nullable(),
  input: z.string().nullable(),
})

/** `failure/frames.json`, as far as it is shown. */
const framesFileSchema = z.object({
  format: z.literal(1),
  frames: z.array(
    z.object({
      file: z.string(),
      line: z.number().int().nullable(),
      function: z.string(),
      isBlock: z.boolean(),
      locals: z.array(entrySchema),
    }),
  ),
  globals: z.array(entrySchema),
})

const variableOf = ({ name, type, text, value, input }: z.infer<typeof entrySchema>): KeptVariable => ({
  name,
  type,
  text,
  isKept: value !== null || input !== null,
})

/** The frames a failed block kept; none where it kept none, or what it kept cannot be read. */
export const readFailure = async (directory: string): Promise<KeptFrame[]> => {
  const text = await readFile(join(directory, 'failure', 'frames.json'), 'utf8').catch(() => null)
  if (text === null) return []
  let content: unknown = null
  try {
    content = JSON.parse(text)
  } catch {
    return []
  }
  const parsed = framesFileSchema.safeParse(content)
  if (!parsed.success) return []
  const { frames, globals } = parsed.data
  return frames.map(({ file, line, function: name, isBlock, locals }) => {
    // Outside of functions the variables of a block are those of its file.
    const entries = isBlock && name === '<module>' ? globals : locals
    return { file, line: line ?? 1, function: name, variables: entries.map(variableOf) }
  })
}
