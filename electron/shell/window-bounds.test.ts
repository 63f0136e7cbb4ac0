import { expect, test } from 'vitest'
import { placeWindow } from './window-bounds.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1040 }

test('a window comes back where it was', () => {
  const bounds = { x: 100, y: 50, width: 1200, height: 800 }
  expect(placeWindow(bounds, [screen])).toEqual(bounds)
})

test('a window whose screen is gone comes to the middle with its size', () => {
  const bounds = { x: 2500, y: 50, width: 1200, height: 800 }
  expect(placeWindow(bounds, [screen])).toEqual({ width: 1200, height: 800 })
})

test('a window whose title bar lies above every screen comes to the middle', () => {
  expect(placeWindow({ x: 0, y: -300, width: 1200, height: 800 }, [screen])).toEqual({ width: 1200, height: 800 })
})

test('the first window is no larger than a small screen', () => {
  expect(placeWindow(null, [{ x: 0, y: 0, width: 1280, height: 700 }])).toEqual({ width: 1280, height: 700 })
})
