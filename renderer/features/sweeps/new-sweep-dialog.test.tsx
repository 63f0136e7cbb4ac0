import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ok } from '#shared/result.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { showView } from '../../testing/show-view.tsx'
import { NewSweepDialog } from './new-sweep-dialog.tsx'

const show = () =>
  showView(<NewSweepDialog pipelineUuid="train_churn_model" />, {
    'sweep.start': () => ok({ total: 6 }),
    'experiment.list': () => ok([]),
  })

test('a sweep says how many runs it will be, and is started with what was typed', async () => {
  const { user, bridge } = show()
  const name = await screen.findByRole('textbox', { name: 'Variable' })
  await user.clear(name)
  await user.type(name, 'lr')
  await user.type(screen.getByRole('textbox', { name: 'Values of lr' }), '0.01, 0.1')
  await user.type(screen.getByRole('textbox', { name: 'Metric' }), 'auc')
  expect(screen.getByText('2 runs, one for each combination.')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Add variable' }))
  await user.type(screen.getAllByRole('textbox', { name: 'Variable' })[1] as HTMLElement, 'depth')
  await user.type(screen.getByRole('textbox', { name: 'Values of depth' }), '3..5')
  expect(screen.getByText('6 runs, one for each combination.')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Start sweep' }))
  await waitFor(() => expect(bridge.asked('sweep.start')).toHaveLength(1))
  expect(bridge.asked('sweep.start')[0]?.sweep).toEqual({
    over: ['lr=0.01,0.1', 'depth=3..5'],
    random: null,
    metric: 'auc',
    isHighest: true,
    parallel: 1,
    halving: null,
  })
  await waitFor(() => expect(useUiStore.getState().page).toBe('experiments'))
})

test('a range without end is drawn from at random only', async () => {
  const { user } = show()
  const name = await screen.findByRole('textbox', { name: 'Variable' })
  await user.clear(name)
  await user.type(name, 'lr')
  await user.type(screen.getByRole('textbox', { name: 'Values of lr' }), 'log:0.0001..0.1')
  await user.type(screen.getByRole('textbox', { name: 'Metric' }), 'auc')
  expect(screen.getByText(/range without end/)).toBeDefined()
  await user.click(screen.getByRole('switch', { name: 'Draw combinations at random' }))
  expect(screen.getByText('20 runs, drawn at random.')).toBeDefined()
})
