import { expect, test } from 'vitest'
import { pipelineFactsOf } from './pipeline-facts.ts'

const text = `name: main
run_pipeline_in_one_process: false
variables:
  v_date: 2024-01-02
  v_time: 2024-01-02 03:04:05 # UTC
  quoted: '2024-01-02'
  deeper:
    inner: 2024-01-02
  'odd name': 2024-1-2

  words: on 2024-01-02
widgets: []
`

test('dates are variables whose value is a date without quotes', () => {
  expect(pipelineFactsOf(text)).toEqual({
    isOneProcess: false,
    keepsOutputs: false,
    hasLegacyCallback: false,
    dates: ['v_date', 'v_time', 'odd name'],
  })
})

test('pipelines without variables have none', () => {
  const facts = 'run_pipeline_in_one_process: true\ncache_block_output_in_memory: true\nvariables: {}\n'
  expect(pipelineFactsOf(facts)).toEqual({
    isOneProcess: true,
    keepsOutputs: true,
    hasLegacyCallback: false,
    dates: [],
  })
  expect(pipelineFactsOf('')).toEqual({ isOneProcess: false, keepsOutputs: false, hasLegacyCallback: false, dates: [] })
})
