import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { blockOfFile, typeFolders } from '#shared/graph/block-file.ts'
import type { Block, BlockFile } from '#shared/model/block.ts'
import { listPipelineUuids } from './list-pipelines.ts'
import { readPipeline } from './read-pipeline.ts'

const folders = Object.values(typeFolders).filter((folder) => folder !== null)

/** Every file of the block folders, and every file elsewhere that a block uses, with the pipelines that use it. */
export const scanBlockFiles = async (projectPath: string): Promise<BlockFile[]> => {
  const files = new Map<string, BlockFile>()
  for (const file of (await Promise.all(folders.map((folder) => filesBelow(projectPath, folder)))).flat()) {
    const block = blockOfFile(file)
    if (block !== null) files.set(file, { file, ...block, pipelines: [] })
  }
  for (const uuid of listPipelineUuids(projectPath)) {
    const { pipeline } = await readPipeline(projectPath, uuid)
    for (const block of pipeline?.blocks ?? []) noteUser(files, block, uuid)
  }
  return [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
}

const noteUser = (files: Map<string, BlockFile>, block: Block, uuid: string): void => {
  const known = files.get(block.file ?? '') ?? elsewhere(block)
  if (known !== null && !known.pipelines.includes(uuid))
    files.set(known.file, { ...known, pipelines: [...known.pipelines, uuid] })
}

/** A file outside of the block folders; missing ones inside are a problem of their pipeline, not files. */
const elsewhere = ({ file, uuid, type, language }: Block): BlockFile | null =>
  file === null || blockOfFile(file) !== null ? null : { file, uuid, type, language, pipelines: [] }

const filesBelow = async (projectPath: string, folder: string): Promise<string[]> => {
  const entries = await readdir(join(projectPath, folder), { withFileTypes: true }).catch(() => [])
  const nested = entries.map(async (entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory())
      return entry.name === '__pycache__' || entry.name.startsWith('.') ? [] : filesBelow(projectPath, path)
    return entry.isFile() || entry.isSymbolicLink() ? [path] : []
  })
  return (await Promise.all(nested)).flat()
}
