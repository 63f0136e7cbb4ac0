import { expect, test } from 'vitest'
import type { PipelineSummary } from '#shared/model/project.ts'
import { allTags, filterPipelines, toggleTag } from './pipeline-filter.ts'
import { nameProblem, readTags } from './pipeline-names.ts'

const pipeline = (uuid: string, tags: string[] = [], description: string | null = null): PipelineSummary => ({
  uuid,
  name: uuid,
  type: 'python',
  description,
  tags,
  blockCount: 0,
  triggerCount: 0,
  runCount: 0,
  lastRun: null,
  readable: true,
})
const pipelines = [
  pipeline('train', ['ml'], 'Fits the churn model'),
  pipeline('score', ['ml', 'daily']),
  pipeline('sync'),
]
const names = (text: string) => filterPipelines(pipelines, text).map(({ uuid }) => uuid)

test('text is looked for in names, descriptions and tags', () => {
  expect(names('churn')).toEqual(['train'])
  expect(names('daily')).toEqual(['score'])
  expect(names('')).toHaveLength(3)
})

test('a word with # looks at tags only', () => {
  expect(names('#ml')).toEqual(['train', 'score'])
  expect(names('#ml score')).toEqual(['score'])
})

test('a tag goes into the filter and out again', () => {
  expect(toggleTag('train', 'ml')).toBe('train #ml')
  expect(toggleTag('train #ml', 'ml')).toBe('train')
})

test('tags are listed once', () => {
  expect(allTags(pipelines)).toEqual(['daily', 'ml'])
  expect(readTags('a, b,, a ')).toEqual(['a', 'b'])
})

test('a taken or empty name is refused in words', () => {
  expect(nameProblem('Train', pipelines)).toBe('train is already there. Choose another name.')
  expect(nameProblem('  ', pipelines)).toBe('A pipeline needs a name.')
  expect(nameProblem('fresh', pipelines)).toBeNull()
})
