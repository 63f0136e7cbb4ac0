import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { create } from 'zustand'
import { paced } from './paced.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const counting = () => {
  const store = create<{ readonly count: number }>()(paced(() => ({ count: 0 })))
  const told: number[] = []
  const stop = store.subscribe(({ count }, before) => told.push(count - before.count))
  const add = () => store.setState(({ count }) => ({ count: count + 1 }))
  return { store, told, stop, add }
}

test('one change is told at once', () => {
  const { told, add } = counting()
  add()
  expect(told).toEqual([1])
})

test('a burst is told twice: its first change and, 50 ms later, the rest; whoever asks knows all', () => {
  const { store, told, add } = counting()
  for (let number = 0; number < 500; number += 1) add()
  expect(store.getState().count).toBe(500)
  expect(told).toEqual([1])
  vi.advanceTimersByTime(50)
  expect(told).toEqual([1, 499])
  vi.advanceTimersByTime(1000)
  expect(told).toEqual([1, 499])
  add()
  expect(told).toEqual([1, 499, 1])
})

test('what takes long to draw is drawn less often', () => {
  const { store, told, add } = counting()
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  // Stands for drawing that takes 100 ms.
  store.subscribe(() => {
    now += 100
  })
  add()
  add()
  vi.advanceTimersByTime(299)
  expect(told).toEqual([1])
  vi.advanceTimersByTime(1)
  expect(told).toEqual([1, 1])
  clock.mockRestore()
})

test('who stopped listening hears nothing more', () => {
  const { told, stop, add } = counting()
  add()
  add()
  stop()
  vi.advanceTimersByTime(50)
  expect(told).toEqual([1])
})
