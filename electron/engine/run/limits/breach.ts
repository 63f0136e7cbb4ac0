import { z } from 'zod'
import type { BlockError, Frame } from '#shared/model/run.ts'

/** A limit that a block went over; it was ended for it. */
export const breachSchema = z.object({
  kind: z.enum(['memory', 'cpu', 'wall']),
  /** Bytes, or seconds. */
  limit: z.number(),
  used: z.number(),
})
export type Breach = z.infer<typeof breachSchema>

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000).toLocaleString('en-US')} MB`

const what = ({ kind, limit, used }: Breach): string => {
  switch (kind) {
    case 'memory':
      return `It used ${megabytes(used)} of memory, more than its limit of ${megabytes(limit)}`
    case 'cpu':
      return `It used ${used} s of processor time, more than its limit of ${limit} s`
    case 'wall':
      return `It took longer than its timeout of ${limit} s`
  }
}

const advice: Record<Breach['kind'], string> = {
  memory: "Raise the limit in the block's settings, or work on the data in parts.",
  cpu: "Raise the limit in the block's settings, or make it faster.",
  wall: "Raise the timeout in the block's settings, or make it faster.",
}

const place = (frame: Frame | undefined): string =>
  frame === undefined ? '' : `, at line ${frame.line} of ${frame.file}`

/** Which limit, where in the code, what to do: one line for lists. */
export const breachReason = (breach: Breach, frames: readonly Frame[]): string =>
  `${what(breach)}, and was ended${place(frames.findLast(({ inProject }) => inProject))}. ${advice[breach.kind]}`

const types: Record<Breach['kind'], string> = { memory: 'MemoryLimit', cpu: 'ProcessorTimeLimit', wall: 'Timeout' }

/** The breach in the form of an error, so that it links into the editor; null where the block could not say where it was. */
export const breachError = (breach: Breach, stack: string, frames: readonly Frame[]): BlockError | null =>
  frames.length === 0
    ? null
    : { type: types[breach.kind], message: breachReason(breach, frames), traceback: stack, frames: [...frames] }
