import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isNoPipelineName } from '#engine/project/project-folders.ts'
import { readTriggers } from './read-triggers.ts'
import type { ReadTrigger } from './trigger-entry.ts'
import { extrasFilePath, triggersFilePath } from './trigger-files.ts'

export type PipelineTrigger = ReadTrigger & { readonly pipelineUuid: string }

/** All triggers of a project, as their files are now; a file is read again only where it changed. */
export type TriggerIndex = { read(): Promise<readonly PipelineTrigger[]> }

const stampOf = async (path: string): Promise<string> => {
  try {
    const facts = await stat(path)
    return `${facts.size}:${facts.mtimeMs}:${facts.ino}`
  } catch {
    return ''
  }
}

/** Makes the index of one project; empty until the first `read`. */
export const createTriggerIndex = (projectPath: string): TriggerIndex => {
  const known = new Map<string, { readonly stamp: string; readonly triggers: readonly PipelineTrigger[] }>()
  const triggersOf = async (pipelineUuid: string): Promise<readonly PipelineTrigger[]> => {
    const files = [triggersFilePath(pipelineUuid), extrasFilePath(pipelineUuid)]
    const [main = '', extras = ''] = await Promise.all(files.map((file) => stampOf(join(projectPath, file))))
    if (main === '') return []
    const stamp = `${main} ${extras}`
    const before = known.get(pipelineUuid)
    if (before?.stamp === stamp) return before.triggers
    const { triggers } = await readTriggers(projectPath, pipelineUuid)
    const found = triggers.map((trigger) => ({ ...trigger, pipelineUuid }))
    known.set(pipelineUuid, { stamp, triggers: found })
    return found
  }
  return {
    read: async () => {
      const entries = await readdir(join(projectPath, 'pipelines')).catch(() => [])
      const pipelines = entries.filter((name) => !isNoPipelineName(name)).sort()
      return (await Promise.all(pipelines.map(triggersOf))).flat()
    },
  }
}
