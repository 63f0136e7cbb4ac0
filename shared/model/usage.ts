import { z } from 'zod'

/** What a block run used at one moment, with all its descendants. */
export const usagePointSchema = z.object({
  /** Milliseconds since the block started. */
  time: z.number(),
  memory: z.number(),
  /** 1 = one processor was busy. */
  cpu: z.number(),
  cpuSeconds: z.number(),
  processes: z.number().int(),
  /** Bytes on graphics processors; absent before the block run first used one. */
  gpuMemory: z.number().optional(),
  /** 1 = one graphics processor was busy. */
  gpu: z.number().optional(),
})
export type UsagePoint = z.infer<typeof usagePointSchema>

/** The curve of a block run, and what it may use; null = no limit. */
export const usageSchema = z.object({
  points: z.array(usagePointSchema),
  limits: z.object({ memoryBytes: z.number().nullable(), cpuSeconds: z.number().nullable() }),
})
