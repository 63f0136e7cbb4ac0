import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogLine } from '#shared/model/log.ts'
import { createLogBatcher, type LogBatch } from './log-batcher.ts'

const owner = { blockUuid: 'a', attempt: 1 }
const line = (number: number, text = 'x'): LogLine => ({
  ...owner,
  line: number,
  time: 0,
  stream: 'stdout',
  level: 'info',
  text,
})

describe('the log batcher', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  const collect = () => {
    const batches: LogBatch[] = []
    return { batches, batcher: createLogBatcher((batch) => batches.push(batch)) }
  }

  it('sends what came within 50 ms together', () => {
    const { batches, batcher } = collect()
    batcher.add(owner, line(0))
    batcher.add(owner, line(1))
    expect(batches).toEqual([])
    vi.advanceTimersByTime(50)
    expect(batches).toEqual([{ lines: [line(0), line(1)], gap: false }])
  })

  it('sends early once 64 KB wait', () => {
    const { batches, batcher } = collect()
    for (let number = 0; number < 10; number += 1) batcher.add(owner, line(number, 'x'.repeat(10_000)))
    expect(batches.map(({ lines }) => lines.length)).toEqual([7])
  })

  it('sends the newest lines of a burst, with a gap', () => {
    const { batches, batcher } = collect()
    for (let number = 0; number < 50_000; number += 1) batcher.add(owner, line(number, 'some words of a line'))
    vi.advanceTimersByTime(50)
    expect(batches.reduce((sum, { lines }) => sum + lines.length, 0)).toBeLessThanOrEqual(4_000)
    expect(batches.at(-1)?.lines.at(-1)?.line).toBe(49_999)
    expect(batches.at(-1)?.gap).toBe(true)
  })

  it('never sends a line twice nor out of order', () => {
    const { batches, batcher } = collect()
    for (let number = 0; number < 20_000; number += 1) {
      batcher.add(owner, line(number, 'x'.repeat(number % 100)))
      if (number % 700 === 0) vi.advanceTimersByTime(13)
    }
    batcher.flush()
    const numbers = batches.flatMap(({ lines }) => lines.map((sent) => sent.line))
    expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right))
  })
})
