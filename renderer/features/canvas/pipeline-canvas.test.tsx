import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { ok } from '#shared/result.ts'
import { addBlock } from '../../commands/block-adding.ts'
import { useEditorStore } from '../../state/editor-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { testBlock, testBlockRun, testPipeline, testRun } from '../../testing/graph-fixture.ts'
import { showWithPipeline } from '../../testing/show-pipeline.tsx'
import { PipelineCanvas } from './pipeline-canvas.tsx'

const places = { load: { x: 0, y: 0 }, clean: { x: 250, y: 0 }, train: { x: 500, y: 0 }, extra: { x: 250, y: 150 } }
const graph = testPipeline(
  [testBlock('load'), testBlock('clean', ['load']), testBlock('train', ['clean']), testBlock('extra')],
  places,
)

afterEach(cleanup)

const block = (name: string) => screen.findByRole('group', { name: new RegExp(`^${name},`) })
const selection = () => useUiStore.getState().selection

test('every block is named with its type and state', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  expect(await screen.findByRole('group', { name: 'clean, transformer, Python, not run' })).toBeTruthy()
})

test('a block shows how long it took and the newest run colours it', async () => {
  const run = testRun([testBlockRun('load')], { pipelineUuid: graph.uuid })
  showWithPipeline(<PipelineCanvas />, graph, { 'run.latest': () => ok(run) })
  const load = await screen.findByRole('group', { name: 'load, transformer, Python, completed' })
  expect(within(load).getByText('0.41 s')).toBeTruthy()
})

test('arrow keys walk along the edges', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('load')).focus()
  await userEvent.keyboard('{ArrowRight}')
  await userEvent.keyboard('{ArrowRight}')
  expect(selection()).toHaveLength(1)
  await waitFor(() => expect(document.activeElement?.getAttribute('data-id')).toBe(selection()[0]))
})

test('C connects the selected block to the one that is typed', async () => {
  const memory = showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('load')).focus()
  showUi({ selection: ['load'] })
  await userEvent.keyboard('c')
  await userEvent.keyboard('ext{Enter}')
  await waitFor(() =>
    expect(memory.asked('pipeline.edit')[0]?.edits).toEqual([{ kind: 'connect', from: 'load', to: 'extra' }]),
  )
})

test('connect mode does not offer what would make a circle', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('train')).focus()
  showUi({ selection: ['train'] })
  await userEvent.keyboard('c')
  const names = (await screen.findAllByRole('option')).map((option) => option.textContent)
  expect(names).toEqual(['extraPY'])
})

test('F2 renames in place', async () => {
  const memory = showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('clean')).focus()
  showUi({ selection: ['clean'] })
  await userEvent.keyboard('{F2}')
  await userEvent.keyboard('tidy{Enter}')
  await waitFor(() =>
    expect(memory.asked('pipeline.edit')[0]?.edits).toEqual([{ kind: 'rename-block', block: 'clean', name: 'tidy' }]),
  )
})

test('Del takes the block out and the keyboard goes on from its upstream', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('clean')).focus()
  showUi({ selection: ['clean'] })
  await userEvent.keyboard('{Delete}')
  await waitFor(() => expect(screen.queryByRole('group', { name: /^clean,/ })).toBeNull())
  expect(selection()).toEqual(['load'])
})

test('Mod+Z takes the last edit back', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('extra')).focus()
  showUi({ selection: ['extra'] })
  await userEvent.keyboard('{Delete}')
  await waitFor(() => expect(screen.queryByRole('group', { name: /^extra,/ })).toBeNull())
  ;(await block('load')).focus()
  await userEvent.keyboard('{Control>}z{/Control}')
  expect(await block('extra')).toBeTruthy()
})

test('Shift and arrows move the block and save once', async () => {
  const memory = showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('load')).focus()
  showUi({ selection: ['load'] })
  await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{ArrowRight}{/Shift}')
  await waitFor(() => expect(memory.asked('pipeline.edit')).toHaveLength(1))
  expect(memory.asked('pipeline.edit')[0]?.edits).toEqual([
    { kind: 'move-blocks', positions: { load: { x: 16, y: 32 } } },
  ])
})

test('Enter opens the code of the selected block', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('train')).focus()
  showUi({ selection: ['train'] })
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(useEditorStore.getState().active).toBe('transformers/train.py'))
})

test('a block dropped into an edge takes over its argument place', async () => {
  const joined = testPipeline([testBlock('a'), testBlock('b'), testBlock('join', ['a', 'b'])])
  const memory = showWithPipeline(<PipelineCanvas />, joined)
  await block('join')
  await addBlock(
    { kind: 'new', name: 'between', type: 'transformer', language: 'python', templateId: null },
    { position: { x: 0, y: 0 }, upstream: ['a'], downstream: ['join'] },
  )
  const edits = memory.asked('pipeline.edit')[0]?.edits ?? []
  expect(edits).toContainEqual({ kind: 'set-upstream', block: 'join', upstream: ['between', 'b'] })
  const added = edits.find(({ kind }) => kind === 'add-block')
  expect(added).toMatchObject({ name: 'between', upstream: ['a'], downstream: [] })
})

test('search dims what does not match and goes to the match', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  ;(await block('load')).focus()
  await userEvent.keyboard('{Control>}f{/Control}')
  await userEvent.keyboard('tra{Enter}')
  await waitFor(() => expect(selection()).toEqual(['train']))
})

test('a pipeline without blocks offers to add one', async () => {
  showWithPipeline(<PipelineCanvas />, testPipeline([]))
  await userEvent.click(await screen.findByRole('button', { name: /Add block/ }))
  expect(await screen.findByRole('dialog', { name: 'Add a block' })).toBeTruthy()
})

test('an unreadable pipeline says why and opens its file', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  showUi({ pipelineUuid: 'broken' })
  expect(await screen.findByText('The file is not a list of blocks.')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Open the file' }))
  await waitFor(() => expect(useEditorStore.getState().active).toBe('pipelines/broken/metadata.yaml'))
})

test('without a pipeline the canvas lists what can be opened', async () => {
  showWithPipeline(<PipelineCanvas />, graph)
  showUi({ pipelineUuid: null })
  await userEvent.click(await screen.findByRole('button', { name: 'train_churn_model' }))
  expect(useUiStore.getState().pipelineUuid).toBe('train_churn_model')
})
