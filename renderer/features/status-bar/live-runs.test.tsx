import { act, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { takeRunSnapshot } from '../../state/run-store.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { showView } from '../../testing/show-view.tsx'
import { LiveRuns } from './live-runs.tsx'

test('of many runs the bar names two and counts the others', () => {
  showView(<LiveRuns onOpen={() => {}} />)
  const run = sampleRun(Date.now())
  act(() => {
    for (const id of [41, 42, 43, 44, 45]) takeRunSnapshot({ ...run, id, state: 'running' })
  })
  expect(screen.getAllByRole('button')).toHaveLength(2)
  expect(screen.getByText('and 3 more runs')).toBeDefined()
})
