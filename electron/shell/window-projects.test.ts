import { expect, test } from 'vitest'
import { createWindowProjects } from './window-projects.ts'

test('a project is shown by one window only', () => {
  const projects = createWindowProjects()
  expect(projects.claim(1, 'a')).toBe(true)
  expect(projects.claim(2, 'a')).toBe(false)
  expect(projects.projectOf(2)).toBeNull()
  expect(projects.windowOf('a')).toBe(1)
})

test('a window that claims its own project again keeps it', () => {
  const projects = createWindowProjects()
  projects.claim(1, 'a')
  expect(projects.claim(1, 'a')).toBe(true)
})

test('a project that was let go can be shown by another window', () => {
  const projects = createWindowProjects()
  projects.claim(1, 'a')
  projects.claim(1, null)
  expect(projects.claim(2, 'a')).toBe(true)
  expect(projects.projectOf(1)).toBeNull()
})

test('a folder kept for a window is given to it once', () => {
  const projects = createWindowProjects()
  projects.ask(1, '/work/platform')
  expect(projects.takeAsked(2)).toBeNull()
  expect(projects.takeAsked(1)).toBe('/work/platform')
  expect(projects.takeAsked(1)).toBeNull()
})
