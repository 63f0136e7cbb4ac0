import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type UsagePoint, usagePointSchema } from '#shared/model/usage.ts'
import { parseRecord } from '../ndjson.ts'

/** Points a chart can show; of a longer curve every so-manyth is taken, and the highest of those between. */
const mostPoints = 600

const higherGpu = (left: UsagePoint, right: UsagePoint): Pick<UsagePoint, 'gpuMemory' | 'gpu'> =>
  right.gpuMemory === undefined
    ? {}
    : { gpuMemory: Math.max(left.gpuMemory ?? 0, right.gpuMemory), gpu: Math.max(left.gpu ?? 0, right.gpu ?? 0) }

const higher = (left: UsagePoint, right: UsagePoint): UsagePoint => ({
  ...right,
  ...higherGpu(left, right),
  memory: Math.max(left.memory, right.memory),
  cpu: Math.max(left.cpu, right.cpu),
  processes: Math.max(left.processes, right.processes),
})

/** Makes a curve short without losing its peaks. */
export const shorten = (points: readonly UsagePoint[], most: number = mostPoints): UsagePoint[] => {
  if (points.length <= most) return [...points]
  const size = Math.ceil(points.length / most)
  const short: UsagePoint[] = []
  for (let start = 0; start < points.length; start += size) {
    const [first, ...others] = points.slice(start, start + size)
    if (first !== undefined) short.push(others.reduce(higher, first))
  }
  return short
}

/** The curve of a block run, oldest first; empty where it ended before the first look or its system tells nothing. */
export const readUsage = async (directory: string): Promise<UsagePoint[]> => {
  const text = await readFile(join(directory, 'usage.ndjson'), 'utf8').catch(() => '')
  const points = text.split('\n').flatMap((line) => {
    const parsed = usagePointSchema.safeParse(parseRecord(line))
    return parsed.success ? [parsed.data] : []
  })
  return shorten(points)
}
