import { useMemo } from 'react'
import type { BlockFile } from '#shared/model/block.ts'
import { useRequest } from '../../bridge/queries.ts'
import { addBlock, placeAfterSelection } from '../../commands/block-adding.ts'
import { writeBlockDrag } from '../../commands/block-drag.ts'
import { openFile } from '../../commands/file-commands.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { showDialog, useUiStore } from '../../state/ui-store.ts'
import { TypeMark } from '../../ui/block-marks.tsx'
import { formatPlural } from '../../ui/format.ts'
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx'
import { type FileTree, fileTree } from './file-tree.ts'
import { Fold } from './section.tsx'

const fileMenu = ({ file, type, pipelines }: BlockFile, pipelineUuid: string | null): MenuEntry[] => [
  { label: 'Open', onSelect: () => void openFile(file) },
  {
    label: 'Add to this pipeline',
    disabled: pipelineUuid === null || pipelines.includes(pipelineUuid),
    onSelect: () => void addBlock({ kind: 'file', file }, placeAfterSelection(type)),
  },
  { kind: 'separator' },
  { label: 'Delete file…', danger: true, onSelect: () => showDialog({ kind: 'delete-file', path: file }) },
]

const usedBy = ({ pipelines }: BlockFile): string =>
  pipelines.length === 0
    ? 'No pipeline uses it'
    : `Used by ${formatPlural(pipelines.length, 'pipeline')}: ${pipelines.join(', ')}`

type RowProps = { readonly name: string; readonly block: BlockFile; readonly depth: number }

const FileRow = ({ name, block, depth }: RowProps) => {
  const pipelineUuid = useUiStore((state) => state.pipelineUuid)
  return (
    <ContextMenu entries={fileMenu(block, pipelineUuid)}>
      <button
        type="button"
        draggable
        title={usedBy(block)}
        className="flex h-[29px] w-full items-center gap-2 pr-3 text-left text-secondary hover:bg-hover hover:text-primary"
        style={{ paddingLeft: 12 + depth * 16 }}
        onDragStart={(event) => writeBlockDrag(event.dataTransfer, { kind: 'file', file: block.file })}
        onDoubleClick={() => void openFile(block.file)}
        onKeyDown={(event) => (event.key === 'Enter' ? void openFile(block.file) : undefined)}
      >
        <TypeMark type={block.type} className="h-3" />
        <span className="truncate">{name}</span>
      </button>
    </ContextMenu>
  )
}

const Tree = ({ tree, depth }: { readonly tree: FileTree; readonly depth: number }) => (
  <>
    {tree.folders.map((folder) => (
      <Fold key={folder.path} id={`files/${folder.path}`} label={folder.name} depth={depth}>
        <Tree tree={folder.tree} depth={depth + 1} />
      </Fold>
    ))}
    {tree.files.map(({ name, block }) => (
      <FileRow key={block.file} name={name} block={block} depth={depth} />
    ))}
  </>
)

/** The project's block files; each can be dragged into the shown pipeline. */
export const FileList = () => {
  const projectId = useProjectStore((state) => state.projectId)
  const files = useRequest('block.files', projectId === null ? null : { projectId }).data
  const tree = useMemo(() => fileTree(files ?? []), [files])
  if (files?.length === 0) return <p className="m-0 px-3 py-1 text-muted text-sm">No block files yet.</p>
  return <Tree tree={tree} depth={0} />
}
