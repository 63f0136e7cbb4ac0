import { cleanPipelineName } from '#shared/graph/clean-name.ts'
import type { PipelineSummary } from '#shared/model/project.ts'

/** Why a pipeline cannot be called that; null where it can. */
export const nameProblem = (name: string, others: readonly PipelineSummary[]): string | null => {
  const uuid = cleanPipelineName(name.trim())
  if (uuid === '') return 'A pipeline needs a name.'
  if (name.trim().length > 200) return 'A name has at most 200 characters.'
  const taken = others.find((pipeline) => pipeline.uuid === uuid || pipeline.name === name.trim())
  return taken === undefined ? null : `${taken.name} is already there. Choose another name.`
}

/** `daily, churn` -> its tags, each once. */
export const readTags = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
]

/** Tags as the field shows them. */
export const describeTags = (tags: readonly string[]): string => tags.join(', ')
