import { z } from 'zod'
import { blockLanguageSchema, blockTypeSchema } from '#shared/model/block.ts'

/** HTML drag data of something that becomes a block where it is dropped. */
export const blockDragType = 'application/x-pipewright-block'

const blockDragSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('new'),
    type: blockTypeSchema,
    language: blockLanguageSchema,
    templateId: z.string().nullable(),
    /** What the block is called before its name is made unique. */
    name: z.string(),
  }),
  z.object({ kind: z.literal('file'), file: z.string() }),
])
export type BlockDrag = z.infer<typeof blockDragSchema>

/** Puts a block on its way. */
export const writeBlockDrag = (transfer: DataTransfer, drag: BlockDrag): void => {
  transfer.setData(blockDragType, JSON.stringify(drag))
  transfer.effectAllowed = 'copy'
}

/** True while something that can become a block hovers; the data itself is hidden until the drop. */
export const hasBlockDrag = (transfer: DataTransfer): boolean => transfer.types.includes(blockDragType)

/** Reads what was dropped; null for anything that is not ours. */
export const readBlockDrag = (transfer: DataTransfer): BlockDrag | null => {
  const text = transfer.getData(blockDragType)
  if (text === '') return null
  try {
    return blockDragSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
