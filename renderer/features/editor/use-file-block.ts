import { blockOfFile } from '#shared/graph/block-file.ts'
import type { Block } from '#shared/model/block.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { useRequest } from '../../bridge/queries.ts'
import { useProjectStore } from '../../state/project-store.ts'
import { useUiStore } from '../../state/ui-store.ts'

/** What is known of a file as the code of a block. */
export type FileBlock = {
  readonly isBlockFile: boolean
  /** The pipeline whose block is shown: the shown one where it uses the file, else the first that does; null where none does. */
  readonly pipelineUuid: string | null
  readonly block: Block | null
  /** All blocks of that pipeline, to name what is upstream. */
  readonly blocks: readonly Block[]
  /** Every pipeline that uses the file. */
  readonly pipelines: readonly string[]
  /** The blocks of the shown pipeline that the file checks, where it is an extension's. */
  readonly checks: readonly string[]
  readonly isLoading: boolean
}

const checkedBy = (path: string, pipeline: Pipeline | undefined): readonly string[] =>
  pipeline?.extensions?.find((extension) => extension.file === path)?.upstream ?? []

/** The block a file is the code of. */
export const useFileBlock = (path: string): FileBlock => {
  const projectId = useProjectStore((state) => state.projectId)
  const shown = useUiStore((state) => state.pipelineUuid)
  const files = useRequest('block.files', projectId === null ? null : { projectId })
  const file = files.data?.find((candidate) => candidate.file === path)
  const pipelines = file?.pipelines ?? []
  const pipelineUuid = pipelines.find((uuid) => uuid === shown) ?? pipelines[0] ?? null
  const kind = blockOfFile(path)
  const asked = kind?.type === 'extension' ? shown : pipelineUuid
  const graph = useRequest(
    'pipeline.get',
    projectId === null || asked === null ? null : { projectId, pipelineUuid: asked },
  )
  const blocks = pipelineUuid === null ? [] : (graph.data?.blocks ?? [])
  return {
    isBlockFile: file !== undefined || kind !== null,
    pipelineUuid,
    block: blocks.find((block) => block.file === path) ?? null,
    blocks,
    pipelines,
    checks: checkedBy(path, graph.data),
    isLoading: files.isPending || (asked !== null && graph.isPending),
  }
}
