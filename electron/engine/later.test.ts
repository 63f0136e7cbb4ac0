import { expect, it } from 'vitest'
import { faceOf, later } from './later.ts'

const counted = () => {
  const counts = { made: 0, disposed: 0 }
  const part = later(async () => {
    counts.made += 1
    return {
      double: async (value: number) => value * 2,
      sum: async (...values: number[]) => values.reduce((sum, value) => sum + value, 0),
      [Symbol.asyncDispose]: async () => {
        counts.disposed += 1
      },
    }
  })
  return { counts, part }
}

it('makes a part once, at the first call of its face', async () => {
  const { counts, part } = counted()
  const face = faceOf(part, ['double', 'sum'])
  expect(counts.made).toBe(0)
  expect(part.made()).toBeNull()
  expect(await Promise.all([face.double(2), face.sum(1, 2, 3)])).toEqual([4, 6])
  expect(counts.made).toBe(1)
})

it('disposes what was made and nothing else', async () => {
  const untouched = counted()
  await untouched.part[Symbol.asyncDispose]()
  expect(untouched.counts).toEqual({ made: 0, disposed: 0 })
  const used = counted()
  await used.part.get()
  await used.part[Symbol.asyncDispose]()
  expect(used.counts).toEqual({ made: 1, disposed: 1 })
})

it('leaves nothing of a part that is asked for after the end', async () => {
  const { counts, part } = counted()
  await part[Symbol.asyncDispose]()
  expect(await faceOf(part, ['double']).double(4)).toBe(8)
  expect(counts).toEqual({ made: 1, disposed: 1 })
})

it('disposes a part that is still being made at the end', async () => {
  const { counts, part } = counted()
  const asked = faceOf(part, ['double']).double(1)
  await part[Symbol.asyncDispose]()
  expect(counts).toEqual({ made: 1, disposed: 1 })
  expect(await asked).toBe(2)
})

it('tries again where it could not be made', async () => {
  let attempts = 0
  const part = later(async () => {
    attempts += 1
    if (attempts === 1) throw new Error('no memory')
    return { answer: async () => attempts }
  })
  await expect(part.get()).rejects.toThrow('no memory')
  expect(part.made()).toBeNull()
  expect(await faceOf(part, ['answer']).answer()).toBe(2)
})
