import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { RequestInput } from '#shared/contract/requests.ts'
import { ok } from '#shared/result.ts'
import { useExperimentsStore } from '../../state/experiments-store.ts'
import { useUiStore } from '../../state/ui-store.ts'
import { sampleExperiments } from '../../testing/sample-experiments.ts'
import { showView } from '../../testing/show-view.tsx'
import { cellText, columnsOf, groupsOf, orderText, usualColumns } from './columns.ts'
import { ExperimentsPage } from './experiments-page.tsx'
import { smoothed } from './smooth.ts'

const show = (changed = {}) => {
  useExperimentsStore.setState(useExperimentsStore.getInitialState(), true)
  return showView(<ExperimentsPage />, { ...sampleExperiments(), ...changed })
}

const rows = async () => {
  const table = await screen.findByRole('table', { name: /Table of/ })
  return within(table)
    .getAllByRole('button', { name: /^Run \d/ })
    .map((button) => button.textContent)
}

describe('the page of experiments', () => {
  it('says how to track where nothing is tracked yet', async () => {
    show({ 'experiment.list': () => ok([]) })
    expect(await screen.findByRole('heading', { name: 'Nothing tracked yet' })).toBeDefined()
  })

  it('shows runs with their metrics and params, and sorts by a column', async () => {
    const { user } = show()
    expect(await rows()).toEqual(['Run 3', 'Run 2', 'Run 1'])
    await user.click(screen.getByRole('button', { name: 'auc' }))
    expect(useExperimentsStore.getState().order).toEqual({ column: 'metrics.auc', isDescending: true })
    await user.click(screen.getByRole('button', { name: 'auc' }))
    await waitFor(async () => expect(await rows()).toEqual(['Run 1', 'Run 2', 'Run 3']))
  })

  it('asks with the search of MLflow, and says at the field why one cannot be read, without asking', async () => {
    const asked: string[] = []
    const search = (input: RequestInput<'trackedRun.search'>) => {
      asked.push(input.filter)
      return ok({ trackedRuns: [], nextPageToken: null })
    }
    const { user } = show({ 'trackedRun.search': search })
    const field = await screen.findByRole('textbox', { name: 'Search runs' })
    await user.type(field, 'metrics.auc > high')
    expect((await screen.findByRole('alert')).textContent).toBe('Expected numeric value type for metric. Found high')
    await user.clear(field)
    await user.type(field, 'metrics.auc > 0.8')
    await waitFor(() => expect(asked.at(-1)).toBe('metrics.auc > 0.8'))
    expect(asked.some((text) => text.includes('high'))).toBe(false)
    expect(await screen.findByRole('heading', { name: 'No run matches' })).toBeDefined()
  })

  it('groups by a param and marks the best run of a metric', async () => {
    const { user } = show()
    await rows()
    await user.click(screen.getByRole('button', { name: 'Group' }))
    await user.click(await screen.findByRole('menuitem', { name: 'model' }))
    expect(screen.getByText('model = xgboost · 2 runs')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Best run' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Lowest loss' }))
    expect(screen.getByText('best').closest('[role="row"]')?.textContent).toContain('Run 3')
  })

  it('draws the chosen runs as curves, and opens one with what was tracked of it', async () => {
    const { user } = show()
    await rows()
    await user.click(screen.getByRole('checkbox', { name: 'Select Run 2' }))
    await user.click(screen.getByRole('tab', { name: 'Curves' }))
    expect(await screen.findByRole('img', { name: /loss over step.*Run 2: 1 to 0\.3333 over 3 values/ })).toBeDefined()
    expect(screen.queryByRole('img', { name: /Run 3/ })).toBeNull()
    await user.click(screen.getByRole('tab', { name: 'Table' }))
    await user.click(screen.getByRole('button', { name: 'Run 2' }))
    expect(await screen.findByRole('heading', { name: 'Run 2' })).toBeDefined()
    expect(within(screen.getByRole('region', { name: 'Params' })).getByText('forest')).toBeDefined()
    await user.click(await screen.findByRole('button', { name: /notes\.md/ }))
    expect(await screen.findByText('Better.')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Run 42' }))
    expect(useUiStore.getState()).toMatchObject({ page: 'runs', shownRunId: 42 })
  })

  it('deletes the selected runs', async () => {
    const { user } = show()
    await rows()
    await user.click(screen.getByRole('checkbox', { name: 'Select Run 1' }))
    await user.click(screen.getByRole('button', { name: 'Delete 1 selected run' }))
    await waitFor(() => expect(useExperimentsStore.getState().selected).toEqual([]))
  })

  it('gives the lines that a notebook needs', async () => {
    const { user } = show()
    await rows()
    await user.click(screen.getByRole('button', { name: 'Connect a notebook' }))
    expect(await screen.findByText(/MLFLOW_TRACKING_URI=http:\/\/127\.0\.0\.1:5001/)).toBeDefined()
  })
})

describe('columns', () => {
  it('put a name with other signs than letters in backticks', () => {
    expect(orderText('metrics.val/auc', true)).toBe('metrics.`val/auc` DESC')
    expect(orderText('attributes.start_time', false)).toBe('attributes.start_time ASC')
  })

  it('leave out tags of MLflow and take the most common metrics first', async () => {
    const base = sampleExperiments()['trackedRun.search']
    const answer = await base?.({
      projectId: '',
      experimentIds: [],
      filter: '',
      orderBy: [],
      limit: 1,
      pageToken: null,
    })
    const runs = answer?.ok ? answer.value.trackedRuns : []
    const all = columnsOf(runs)
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(['metrics.auc', 'params.lr', 'tags.team']))
    expect(all.some(({ id }) => id.startsWith('tags.mlflow'))).toBe(false)
    expect(usualColumns(all)).toContain('params.model')
    expect(groupsOf(runs, 'params.model').map(({ text }) => text)).toEqual(['xgboost', 'forest'])
    expect(runs.map((run) => cellText(run, 'attributes.status'))).toEqual(['Running', 'Completed', 'Completed'])
  })
})

describe('smoothing', () => {
  it('changes nothing without weight, starts at the first value, and keeps gaps', () => {
    expect(smoothed([1, 5], 0)).toEqual([1, 5])
    const [first, gap, next] = smoothed([1, null, 3], 0.5)
    expect(first).toBeCloseTo(1)
    expect(gap).toBeNull()
    expect(next).toBeCloseTo((0.5 * (0.5 * 0 + 0.5 * 1) + 0.5 * 3) / (1 - 0.25))
  })
})
