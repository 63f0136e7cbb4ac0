import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { uniqueName } from '#shared/graph/clean-name.ts'
import type { Pipeline, PipelineEdit } from '#shared/model/pipeline.ts'
import { fail, ok } from '#shared/result.ts'
import { provideAnswers } from '../bridge/answers.ts'
import { provideBridge } from '../bridge/bridge.ts'
import { createQueryClient } from '../bridge/queries.ts'
import { listenToKeys } from '../commands/keys.ts'
import { resetCanvas } from '../state/canvas-store.ts'
import { useProjectStore } from '../state/project-store.ts'
import { resetRuns } from '../state/run-store.ts'
import { resetUi, showUi } from '../state/ui-store.ts'
import { testBlock } from './graph-fixture.ts'
import { type Answers, createMemoryBridge, type MemoryBridge } from './memory-bridge.ts'
import { sampleProjectId } from './sample-project.ts'

type Made = { readonly pipeline: Pipeline; readonly created: readonly string[] }

const withUpstream = (pipeline: Pipeline, block: string, change: (upstream: string[]) => string[]): Pipeline => ({
  ...pipeline,
  blocks: pipeline.blocks.map((known) =>
    known.uuid === block ? { ...known, upstream: change(known.upstream) } : known,
  ),
})

const applyEdit = ({ pipeline, created }: Made, edit: PipelineEdit): Made => {
  switch (edit.kind) {
    case 'add-block': {
      const block = testBlock(edit.name, edit.upstream, { type: edit.type, language: edit.language })
      return { pipeline: { ...pipeline, blocks: [...pipeline.blocks, block] }, created: [...created, edit.name] }
    }
    case 'duplicate-block': {
      const uuid = uniqueName(edit.block, (name) => pipeline.blocks.some((block) => block.uuid === name))
      const original = pipeline.blocks.filter((block) => block.uuid === edit.block)
      const copies = original.map((block) => ({ ...block, uuid, name: uuid }))
      return { pipeline: { ...pipeline, blocks: [...pipeline.blocks, ...copies] }, created: [...created, uuid] }
    }
    case 'connect':
      return { pipeline: withUpstream(pipeline, edit.to, (upstream) => [...upstream, edit.from]), created }
    case 'disconnect':
      return { pipeline: withUpstream(pipeline, edit.to, (known) => known.filter((up) => up !== edit.from)), created }
    case 'set-upstream':
      return { pipeline: withUpstream(pipeline, edit.block, () => edit.upstream), created }
    case 'remove-block': {
      const blocks = pipeline.blocks
        .filter((block) => block.uuid !== edit.block)
        .map((block) => ({ ...block, upstream: block.upstream.filter((up) => up !== edit.block) }))
      return { pipeline: { ...pipeline, blocks }, created }
    }
    case 'move-blocks':
      return { pipeline: { ...pipeline, positions: { ...pipeline.positions, ...edit.positions } }, created }
    default:
      return { pipeline, created }
  }
}

/** Answers about one pipeline whose edits are kept in memory, as the engine keeps them in files. */
const graphAnswers = (first: Pipeline): Answers => {
  let pipeline = first
  const past: Pipeline[] = []
  return {
    'pipeline.get': ({ pipelineUuid }) =>
      pipelineUuid === pipeline.uuid ? ok(pipeline) : fail('unreadable-file', 'The file is not a list of blocks.'),
    'pipeline.edit': ({ edits, label }) => {
      const made = edits.reduce(applyEdit, { pipeline, created: [] } as Made)
      past.push(pipeline)
      pipeline = { ...made.pipeline, undoLabel: label }
      return ok({ pipeline, createdBlocks: [...made.created] })
    },
    'pipeline.undo': () => {
      pipeline = { ...(past.pop() ?? pipeline), redoLabel: pipeline.undoLabel }
      return ok(pipeline)
    },
    'run.latest': () => ok(null),
  }
}

/** jsdom draws nothing: gives elements a size, and React Flow the observers it asks for. */
const fakeDrawing = (): void => {
  Object.defineProperties(HTMLElement.prototype, {
    offsetWidth: { configurable: true, get: () => 1200 },
    offsetHeight: { configurable: true, get: () => 800 },
  })
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  globalThis.DOMMatrixReadOnly ??= class {
    m22 = 1
  } as unknown as typeof DOMMatrixReadOnly
  Element.prototype.scrollIntoView ??= () => {}
}

/** Shows something over a pipeline in memory, keys included. */
export const showWithPipeline = (what: ReactNode, pipeline: Pipeline, changed: Answers = {}): MemoryBridge => {
  fakeDrawing()
  resetCanvas()
  resetUi()
  resetRuns()
  const memory = createMemoryBridge({ ...graphAnswers(pipeline), ...changed })
  provideBridge(memory)
  const client = createQueryClient()
  provideAnswers(client)
  useProjectStore.setState({ projectId: sampleProjectId })
  showUi({ pipelineUuid: pipeline.uuid })
  stopKeys()
  stopKeys = listenToKeys()
  render(<QueryClientProvider client={client}>{what}</QueryClientProvider>)
  return memory
}

let stopKeys: () => void = () => {}
