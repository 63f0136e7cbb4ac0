import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { showView } from '../testing/show-view.tsx'
import { askAgainPaced, askAgainWhere } from './answers.ts'
import { useRequest } from './queries.ts'

const place = { projectId: '0123456789abcdef', runId: 41, blockUuid: 'load_events', attempt: null, output: 'output_0' }

/** One answer that was asked for, and one that has nothing to ask. */
const Asks = () => {
  const asked = useRequest('output.preview', place)
  useRequest('output.preview', null)
  return asked.data === undefined ? null : <p>answered</p>
}

test('an answer is asked for again where it matches, and one that has nothing to ask is left alone', async () => {
  const { bridge } = showView(<Asks />)
  await screen.findByText('answered')
  await askAgainWhere('output.preview', (input) => input.runId === 41)
  expect(bridge.asked('output.preview')).toHaveLength(2)
})

test('what a burst of events makes old is asked for once at its beginning and once behind it', async () => {
  const { bridge } = showView(<Asks />)
  await screen.findByText('answered')
  for (let event = 0; event < 100; event += 1) askAgainPaced('output.preview')
  await waitFor(() => expect(bridge.asked('output.preview')).toHaveLength(3), { timeout: 2000 })
  expect(bridge.asked('output.preview')).toHaveLength(3)
})
