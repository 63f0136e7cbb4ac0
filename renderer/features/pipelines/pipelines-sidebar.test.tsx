import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { BlockTemplate } from '#shared/model/block.ts'
import { ok } from '#shared/result.ts'
import { useRequest } from '../../bridge/queries.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { testBlock, testPipeline } from '../../testing/graph-fixture.ts'
import { sampleProjectId } from '../../testing/sample-project.ts'
import { showWithPipeline } from '../../testing/show-pipeline.tsx'
import { PipelineDialogs } from './pipeline-dialogs.tsx'
import { PipelinesSidebar } from './pipelines-sidebar.tsx'
import { useSidebarStore } from './sidebar-store.ts'

const graph = testPipeline([testBlock('load')], { load: { x: 0, y: 0 } })
const template = (id: string, group: string): BlockTemplate => ({
  id,
  name: id,
  description: '',
  type: 'transformer',
  language: 'python',
  group,
  requires: [],
})
const answers = {
  'block.templates': () => ok([template('Read CSV', 'Read data'), template('Transformer', 'Empty')]),
  'block.files': () =>
    ok([
      {
        file: 'transformers/other.py',
        uuid: 'other',
        type: 'transformer' as const,
        language: 'python' as const,
        pipelines: [],
      },
    ]),
}

const show = () => {
  useSidebarStore.setState({ open: {}, filter: null })
  return showWithPipeline(
    <>
      <PipelinesSidebar />
      <PipelineDialogs />
    </>,
    graph,
    answers,
  )
}

/** The canvas reads the pipeline; another feature cannot be imported here. */
const PipelineCanvasStandIn = () => {
  const { data } = useRequest('pipeline.get', { projectId: sampleProjectId, pipelineUuid: graph.uuid })
  return <p>{data?.blocks.length ?? 0} block read</p>
}

afterEach(cleanup)

test('pipelines are listed with the state of their newest run', async () => {
  show()
  const row = await screen.findByRole('button', { name: /train_churn_model/ })
  expect(row.textContent).toContain('running')
  expect(row.getAttribute('aria-current')).toBe('page')
})

test('a click opens a pipeline', async () => {
  show()
  await userEvent.click(await screen.findByRole('button', { name: /daily_scoring/ }))
  expect(useUiStore.getState().pipelineUuid).toBe('daily_scoring')
})

test('the filter leaves what matches', async () => {
  show()
  await screen.findByRole('button', { name: /daily_scoring/ })
  await userEvent.click(screen.getByRole('button', { name: 'Filter pipelines' }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Filter pipelines' }), 'drift')
  expect(screen.queryByRole('button', { name: /daily_scoring/ })).toBeNull()
  expect(screen.getByRole('button', { name: /drift_report/ })).toBeTruthy()
})

test('a click on a chip adds a block of that type after the selected one', async () => {
  const memory = showWithPipeline(
    <>
      <PipelinesSidebar />
      <PipelineCanvasStandIn />
    </>,
    graph,
    answers,
  )
  await screen.findByText('1 block read')
  showUi({ selection: ['load'] })
  await userEvent.click(screen.getByRole('button', { name: 'Add transformer' }))
  await waitFor(() =>
    expect(memory.asked('pipeline.edit')[0]?.edits[0]).toMatchObject({
      kind: 'add-block',
      name: 'transformer',
      templateId: 'Transformer',
      upstream: ['load'],
    }),
  )
})

test('templates are grouped, bare beginnings left to the chips', async () => {
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Read data' }))
  expect(screen.getByRole('button', { name: /Read CSV/ })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Empty' })).toBeNull()
})

test('a folder of block files opens', async () => {
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'transformers' }))
  expect(screen.getByRole('button', { name: /other.py/ }).getAttribute('draggable')).toBe('true')
})

test('a new pipeline is asked for by name, and a taken name is refused', async () => {
  const memory = show()
  await screen.findByRole('button', { name: /daily_scoring/ })
  await userEvent.click(screen.getByRole('button', { name: 'New pipeline' }))
  const name = await screen.findByRole('textbox', { name: 'Name' })
  await userEvent.type(name, 'daily_scoring')
  expect(screen.getByRole('alert').textContent).toContain('already there')
  await userEvent.clear(name)
  await userEvent.type(name, 'fresh')
  await userEvent.click(screen.getByRole('button', { name: 'Create' }))
  await waitFor(() => expect(memory.asked('pipeline.create')[0]).toMatchObject({ name: 'fresh', tags: [] }))
})

test('the menu of a pipeline leads to its dialogs', async () => {
  show()
  const row = await screen.findByRole('button', { name: /drift_report/ })
  await userEvent.pointer({ keys: '[MouseRight]', target: row })
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
  expect(await screen.findByRole('dialog', { name: 'Delete drift_report?' })).toBeTruthy()
})
