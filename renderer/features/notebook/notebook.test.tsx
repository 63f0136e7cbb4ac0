import '../../testing/browser.ts'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useEffect } from 'react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Block } from '#shared/model/block.ts'
import { fail, ok } from '#shared/result.ts'
import { readFile } from '../../commands/file-reading.ts'
import { useArrangementStore } from '../../state/arrangement-store.ts'
import { useCanvasStore } from '../../state/canvas-store.ts'
import { bufferOf, changeBuffer, useEditorStore } from '../../state/editor-store.ts'
import { resetNotebook } from '../../state/notebook-store.ts'
import { showUi, useUiStore } from '../../state/ui-store.ts'
import { testBlock, testBlockRun, testPipeline, testRun } from '../../testing/graph-fixture.ts'
import type { Answers } from '../../testing/memory-bridge.ts'
import { sampleEnvironment, sampleProject } from '../../testing/sample-project.ts'
import { showWithPipeline } from '../../testing/show-pipeline.tsx'
import type { CellParts, CodePart } from './cell-parts.ts'
import { Notebook } from './notebook-view.tsx'

/** A text area in place of the editor: what of the keyboard is the notebook's can be seen with it. */
const Code = ({ path, label, request, onRequestTaken, onEdit, onLeave }: CodePart) => {
  const text = useEditorStore((state) => state.buffers[path]?.text ?? '')
  useEffect(() => {
    void readFile(path)
  }, [path])
  return (
    <textarea
      aria-label={label}
      value={text}
      ref={(element) => {
        if (element === null || request === null) return
        element.focus()
        onRequestTaken()
      }}
      onFocus={() => onEdit(true)}
      onBlur={() => onEdit(false)}
      onChange={({ target }) => changeBuffer(path, (buffer) => ({ ...buffer, text: target.value }))}
      onKeyDown={({ key }) => key === 'Escape' && onLeave()}
    />
  )
}

const parts: CellParts = {
  drawCode: (part) => <Code {...part} />,
  drawOutput: ({ runId, blockUuid, onOpenLine }) => (
    <button type="button" onClick={() => onOpenLine('transformers/clean.py', 2)}>
      Output of {blockUuid} in run {runId}
    </button>
  ),
  drawLog: ({ blockUuid }) => <span>Log of {blockUuid}</span>,
  drawName: ({ name }) => <span>{name}</span>,
  drawPicker: () => null,
  drawUnreadable: (message) => <p role="alert">{message}</p>,
}

const note = testBlock('note', [], { type: 'markdown', language: 'markdown', file: 'markdowns/note.md' })
const pipeline = testPipeline([testBlock('load'), testBlock('clean', ['load']), testBlock('train', ['clean']), note])
const texts: Readonly<Record<string, string>> = { 'markdowns/note.md': '# What this does' }

const answers: Answers = {
  'file.read': ({ path }) =>
    ok({ path, text: texts[path] ?? `code of ${path}`, etag: 'a'.repeat(64), editable: true, message: null }),
  'file.save': ({ path }) => ok({ path, etag: 'b'.repeat(64) }),
  'file.journal': () => ok(null),
  'environment.get': () => ok({ ...sampleEnvironment, state: 'ready' }),
  'run.start': () => ok({ runId: 42 }),
  'run.get': ({ runId }) => ok(testRun([], { id: runId, state: 'completed', endedAt: 2000 })),
  'run.newestOfBlocks': () => ok([]),
}

const show = (changed: Answers = {}, blocks: readonly Block[] = pipeline.blocks) => {
  const memory = showWithPipeline(<Notebook pipelineUuid={pipeline.uuid} parts={parts} />, testPipeline(blocks), {
    ...answers,
    ...changed,
  })
  showUi({ centreTab: 'notebook' })
  return memory
}

const cell = (name: string) => screen.findByRole('article', { name: new RegExp(`^${name},`) })
const selection = () => useUiStore.getState().selection

beforeEach(() => {
  useEditorStore.setState(useEditorStore.getInitialState())
  useArrangementStore.setState({ arrangement: {} })
  resetNotebook()
})
afterEach(cleanup)

test('blocks are cells in the order of what they wait for, each with its name, type, language and upstream', async () => {
  show({}, [testBlock('train', ['clean']), testBlock('clean', ['load']), testBlock('load')])
  await cell('load')
  expect(screen.getAllByRole('article').map((one) => one.getAttribute('data-cell'))).toEqual(['load', 'clean', 'train'])
  expect(within(await cell('clean')).getByText('from load')).toBeTruthy()
  expect(screen.getByRole('article', { name: 'clean, transformer, Python, not run' })).toBeTruthy()
})

test('arrow keys walk from cell to cell, Enter edits, Escape leaves, and the selection is everyone’s', async () => {
  show()
  ;(await cell('load')).focus()
  await userEvent.keyboard('{ArrowDown}')
  expect(selection()).toEqual(['clean'])
  expect(document.activeElement).toBe(await cell('clean'))
  await userEvent.keyboard('{Enter}')
  const text = await screen.findByRole('textbox', { name: 'Code of clean' })
  await waitFor(() => expect(document.activeElement).toBe(text))
  // In the text the keys are the text's.
  await userEvent.keyboard('bk')
  expect(bufferOf('transformers/clean.py')?.text).toContain('bk')
  expect(useCanvasStore.getState().mode.kind).toBe('idle')
  await userEvent.keyboard('{Escape}')
  expect(document.activeElement).toBe(await cell('clean'))
  await userEvent.keyboard('k')
  expect(selection()).toEqual(['load'])
})

test('Shift+Enter in the text saves, runs the block alone and goes to the next cell', async () => {
  const memory = show()
  await userEvent.type(await screen.findByRole('textbox', { name: 'Code of clean' }), '!')
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}')
  await waitFor(() => expect(memory.asked('run.start')).toHaveLength(1))
  expect(memory.asked('run.start')[0]).toMatchObject({ scope: { kind: 'only', block: 'clean' } })
  expect(memory.asked('file.save')).toMatchObject([
    { path: 'transformers/clean.py', text: 'code of transformers/clean.py!' },
  ])
  expect(document.activeElement).toBe(await cell('train'))
})

test('Ctrl+Enter runs the block and stays; Ctrl+S saves the text of the cell', async () => {
  const memory = show()
  const text = await screen.findByRole('textbox', { name: 'Code of train' })
  await userEvent.type(text, '!')
  await userEvent.keyboard('{Control>}s{/Control}')
  await waitFor(() => expect(memory.asked('file.save')).toMatchObject([{ path: 'transformers/train.py' }]))
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await waitFor(() => expect(memory.asked('run.start')).toMatchObject([{ scope: { kind: 'only', block: 'train' } }]))
  expect(document.activeElement).toBe(text)
})

test('B asks for a block below, fed by the cell and behind it in the file; A for one above that feeds it', async () => {
  show()
  ;(await cell('clean')).focus()
  await userEvent.keyboard('b')
  expect(useCanvasStore.getState().mode).toEqual({
    kind: 'add',
    upstream: ['clean'],
    downstream: [],
    position: null,
    nextTo: { block: 'clean', side: 'behind' },
  })
  await userEvent.keyboard('a')
  expect(useCanvasStore.getState().mode).toMatchObject({
    upstream: ['load'],
    downstream: ['clean'],
    nextTo: { block: 'clean', side: 'before' },
  })
})

test('a cell shows what it gave last and says which run that was, whatever ran since', async () => {
  const old = testRun([testBlockRun('load')], { id: 12, state: 'completed' })
  const latest = testRun([testBlockRun('clean', { state: 'failed' })], { id: 14, state: 'failed' })
  show({
    'run.newestOfBlocks': () =>
      ok([
        { blockUuid: 'load', runId: 12 },
        { blockUuid: 'clean', runId: 14 },
      ]),
    'run.get': ({ runId }) => ok(runId === 12 ? old : latest),
    'run.latest': () => ok(latest),
  })
  expect(await within(await cell('load')).findByText('Output of load in run 12')).toBeTruthy()
  expect(within(await cell('load')).getByRole('button', { name: 'run 12' })).toBeTruthy()
  expect(await within(await cell('clean')).findByText('Output of clean in run 14')).toBeTruthy()
  expect(within(await cell('clean')).queryByRole('button', { name: 'run 14' })).toBeNull()
  expect(within(await cell('train')).queryByText(/^Output/)).toBeNull()
})

test('a line of an error is shown in the cell itself', async () => {
  show({
    'run.newestOfBlocks': () => ok([{ blockUuid: 'clean', runId: 14 }]),
    'run.get': () => ok(testRun([testBlockRun('clean')], { id: 14, state: 'completed' })),
  })
  await userEvent.click(await within(await cell('clean')).findByText('Output of clean in run 14'))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Code of clean' })))
  expect(useEditorStore.getState().tabs).toEqual([])
})

test('a note is read, and written after a double click or Enter until it is left', async () => {
  show()
  const heading = await within(await cell('note')).findByRole('heading', { name: 'What this does' })
  expect(within(await cell('note')).queryByRole('button', { name: 'Run note' })).toBeNull()
  await userEvent.dblClick(heading)
  await userEvent.type(await screen.findByRole('textbox', { name: 'Code of note' }), ' now')
  await userEvent.keyboard('{Escape}')
  expect(await within(await cell('note')).findByRole('heading', { name: 'What this does now' })).toBeTruthy()
})

test('cells fold to their heads, and remember it', async () => {
  show()
  ;(await cell('load')).focus()
  await userEvent.keyboard('{ArrowLeft}')
  expect(within(await cell('load')).queryByRole('textbox')).toBeNull()
  expect(useArrangementStore.getState().arrangement).toMatchObject({ 'notebook.folded': [`${pipeline.uuid}/load`] })
  await userEvent.keyboard('{ArrowRight}')
  expect(await within(await cell('load')).findByRole('textbox')).toBeTruthy()
})

test('unsaved text of a cell stays when the notebook is left: it gets a tab', async () => {
  show()
  await userEvent.type(await screen.findByRole('textbox', { name: 'Code of load' }), '!')
  expect(within(await cell('load')).getByRole('img', { name: 'Unsaved' })).toBeTruthy()
  expect(useEditorStore.getState().tabs).toEqual([])
  cleanup()
  expect(useEditorStore.getState().tabs).toEqual(['transformers/load.py'])
  expect(Object.keys(useEditorStore.getState().buffers)).toEqual(['transformers/load.py'])
})

test('a pipeline without blocks says what a cell is and adds one; an unreadable one says why', async () => {
  show({}, [])
  await userEvent.click(await screen.findByRole('button', { name: 'Add block' }))
  expect(useCanvasStore.getState().mode.kind).toBe('add')
  expect(useUiStore.getState().centreTab).toBe('notebook')
  cleanup()
  show({ 'pipeline.get': () => fail('unreadable-file', 'Expected YAML.') })
  expect((await screen.findByRole('alert')).textContent).toBe('Expected YAML.')
})

test('a folder that is not trusted says so above the cells', async () => {
  show({ 'project.get': () => ok({ ...sampleProject(0), trusted: false }) })
  await userEvent.click(await screen.findByRole('button', { name: 'Trust this project…' }))
  expect(useUiStore.getState().dialog).toEqual({ kind: 'trust', next: null })
})
