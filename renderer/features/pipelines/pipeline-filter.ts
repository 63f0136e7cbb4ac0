import type { PipelineSummary } from '#shared/model/project.ts'

const holds = (pipeline: PipelineSummary, word: string): boolean => {
  if (word.startsWith('#')) return pipeline.tags.some((tag) => tag.toLowerCase().startsWith(word.slice(1)))
  return [pipeline.uuid, pipeline.name, pipeline.description ?? '', ...pipeline.tags].some((text) =>
    text.toLowerCase().includes(word),
  )
}

/** Pipelines that hold every word of the text in name, description or tags; `#daily` looks at tags only. */
export const filterPipelines = (pipelines: readonly PipelineSummary[], text: string): readonly PipelineSummary[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 ? pipelines : pipelines.filter((pipeline) => words.every((word) => holds(pipeline, word)))
}

/** Every tag of the project, in alphabetical order. */
export const allTags = (pipelines: readonly PipelineSummary[]): string[] =>
  [...new Set(pipelines.flatMap((pipeline) => pipeline.tags))].toSorted((a, b) => a.localeCompare(b))

/** Adds a tag to the filter text, or takes it out again. */
export const toggleTag = (text: string, tag: string): string => {
  const words = text.split(/\s+/).filter(Boolean)
  const word = `#${tag.replace(/\s+/g, '-')}`
  const without = words.filter((candidate) => candidate.toLowerCase() !== word.toLowerCase())
  return (without.length === words.length ? [...words, word] : without).join(' ')
}
