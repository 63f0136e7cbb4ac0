import { useMemo } from 'react'
import { BlockName } from '../features/canvas/block-name.tsx'
import { BlockPicker } from '../features/canvas/block-picker.tsx'
import { UnreadablePipeline } from '../features/canvas/unreadable-pipeline.tsx'
import { CellCode } from '../features/editor/cell-code.tsx'
import { CellLog } from '../features/logs/cell-log.tsx'
import type { CellParts } from '../features/notebook/cell-parts.ts'
import { Notebook } from '../features/notebook/notebook-view.tsx'
import { CellOutput } from '../features/outputs/cell-output.tsx'

const partsOf = (pipelineUuid: string): CellParts => ({
  drawCode: (part) => <CellCode {...part} />,
  drawOutput: (part) => <CellOutput {...part} />,
  drawLog: (part) => <CellLog {...part} />,
  drawName: ({ uuid, name }) => <BlockName uuid={uuid} name={name} />,
  drawPicker: () => <BlockPicker />,
  drawUnreadable: (message) => <UnreadablePipeline what="The notebook" pipelineUuid={pipelineUuid} message={message} />,
})

/** The notebook of a pipeline, with the editor, outputs and logs of the other panels in its cells. */
export const NotebookSlot = ({ pipelineUuid }: { readonly pipelineUuid: string }) => {
  const parts = useMemo(() => partsOf(pipelineUuid), [pipelineUuid])
  return <Notebook pipelineUuid={pipelineUuid} parts={parts} />
}
