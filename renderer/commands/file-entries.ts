import { askAgain, knownAnswer } from '../bridge/answers.ts'
import { bridge } from '../bridge/bridge.ts'
import { dropFiles, moveBuffers, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog } from '../state/ui-store.ts'
import { ask } from './ask.ts'
import { openFile } from './file-commands.ts'
import { followMovedBlocks } from './file-moves.ts'
import { readFile } from './file-reading.ts'
import { sendEdits } from './pipeline-edit.ts'

const askForTree = async (): Promise<void> => {
  await Promise.all([askAgain('file.list'), askAgain('file.search'), askAgain('block.files')])
}

/**
 * Makes an empty file or folder; a file is opened.
 * @returns what is wrong with the name, or null
 */
export const createEntry = async (path: string, kind: 'file' | 'folder'): Promise<string | null> => {
  const projectId = currentProjectId()
  if (projectId === null) return null
  const made = await bridge().request('file.create', { projectId, path, kind })
  if (!made.ok) return made.error.message
  void askForTree()
  if (kind === 'file') await openFile(made.value.path)
  return null
}

/** Makes the file that a block names and that is not there, empty, for its cell or tab. */
export const makeMissingFile = async (path: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId === null) return
  const made = await ask('file.create', { projectId, path, kind: 'file' }, { title: `${path} was not made` })
  if (made === null) return
  void askForTree()
  await readFile(path)
}

const known = async (projectId: string, pipelineUuid: string) => {
  const answer = knownAnswer('pipeline.get', { projectId, pipelineUuid })
  if (answer !== undefined) return answer
  const read = await bridge().request('pipeline.get', { projectId, pipelineUuid })
  return read.ok ? read.value : undefined
}

/**
 * A block file that a pipeline uses is renamed as a block, so that every pipeline follows.
 * @returns null where the file must be moved as a file
 */
const renameAsBlock = async (projectId: string, path: string, newPath: string): Promise<boolean | null> => {
  const block = knownAnswer('block.files', { projectId })?.find(({ file }) => file === path)
  const pipelineUuid = block?.pipelines[0]
  const folder = path.slice(0, path.indexOf('/') + 1)
  const ending = path.slice(path.lastIndexOf('.'))
  if (block === undefined || pipelineUuid === undefined) return null
  if (!newPath.startsWith(folder) || !newPath.endsWith(ending)) return null
  const name = newPath.slice(folder.length, newPath.length - ending.length)
  const before = await known(projectId, pipelineUuid)
  const edit = { kind: 'rename-block', block: block.uuid, name } as const
  const edited = await sendEdits({ projectId, pipelineUuid }, [edit], `Rename ${block.uuid}`)
  if (edited !== null) followMovedBlocks(before, edited.pipeline)
  return edited !== null
}

/**
 * Gives a file or folder another path; open tabs follow.
 * @returns what is wrong with the name, or null
 */
export const renameEntry = async (path: string, newPath: string): Promise<string | null> => {
  const projectId = currentProjectId()
  if (projectId === null || path === newPath) return null
  const asBlock = await renameAsBlock(projectId, path, newPath)
  if (asBlock !== null) {
    void askForTree()
    return asBlock ? null : 'The block was not renamed.'
  }
  const moved = await bridge().request('file.rename', { projectId, path, newPath })
  if (!moved.ok) return moved.error.message
  moveBuffers(path, moved.value.path)
  void askForTree()
  return null
}

/** Puts a file or folder into the system's trash; its tabs close, its cells are empty. */
export const deleteEntry = async (path: string): Promise<boolean> => {
  const projectId = currentProjectId()
  if (projectId === null) return false
  const done = await bridge().request('file.delete', { projectId, path })
  if (!done.ok) {
    showDialog({ kind: 'error', title: `${path} was not deleted`, error: done.error })
    return false
  }
  const { tabs, cells } = useEditorStore.getState()
  const inside = [...new Set([...tabs, ...cells])].filter((open) => open === path || open.startsWith(`${path}/`))
  for (const tab of inside) void bridge().request('file.journal', { projectId, path: tab, text: null, etag: null })
  dropFiles(inside)
  void askForTree()
  return true
}

/** Shows a file in the system's file manager. */
export const revealFile = async (path: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await ask('project.reveal', { projectId, path }, { title: 'The file could not be shown' })
}
