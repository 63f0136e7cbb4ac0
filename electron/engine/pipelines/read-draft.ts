import type { Position } from '#shared/model/pipeline.ts'
import { readLayout } from './layout-file.ts'
import { isRawMap, type RawMap } from './read-values.ts'
import { refuse, type Stage } from './stage.ts'
import { loadYaml } from './yaml-load.ts'

const pathOf = (uuid: string, file: string): string => `pipelines/${uuid}/${file}`

/** Data of a pipeline's file as it is on the stage, or the end of the request. */
export const loadPipelineData = (stage: Stage, uuid: string): RawMap => {
  const text = stage.read(pathOf(uuid, 'metadata.yaml'))
  if (text === null) return refuse('not-found', `There is no pipeline "${uuid}". It may have been deleted meanwhile.`)
  const loaded = loadYaml(text)
  if (!loaded.ok || !isRawMap(loaded.value))
    return refuse(
      'unreadable-file',
      `The file of pipeline "${uuid}" cannot be read. Correct it first; Problems says where.`,
    )
  return loaded.value
}

/** Positions of a pipeline; empty where its layout cannot be read, as it then counts for nothing. */
export const loadLayout = (stage: Stage, uuid: string): Record<string, Position> => {
  const text = stage.read(pathOf(uuid, 'layout.json'))
  return text === null ? {} : readLayout({ kind: 'text', text, etag: '' }, () => undefined)
}
