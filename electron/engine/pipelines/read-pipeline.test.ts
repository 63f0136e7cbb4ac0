import { describe, expect, it } from 'vitest'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { pipelineSchema } from '#shared/model/pipeline.ts'
import { readPipeline } from './read-pipeline.ts'

describe('readPipeline', () => {
  it('gives what the contract promises, with the defaults of Mage', async () => {
    await using project = await createTempProject()
    await project.write(
      'pipelines/p/metadata.yaml',
      `blocks:
- uuid: load
  type: data_loader
  timeout: '60'
  color: teal
  retry_config: {retries: 2}
- uuid: 'deep/clean'
  name: Clean
  type: transformer
  upstream_blocks: [load, load]
  configuration: {dynamic: true, n: 1_000, day: 2024-01-31}
  retry_config: {}
- {uuid: again, type: data_loader, replicated_block: load, language: null}
callbacks:
- {uuid: tell, type: callback, upstream_blocks: [load]}
conditionals: null
name: The pipeline
tags: [daily, 7]
type: python
uuid: p
unknown_key: kept
variables: {a: 1, b: {c: [null, 'yes', yes]}}
`,
    )
    const { pipeline } = await readPipeline(project.path, 'p')
    expect(pipelineSchema.parse(pipeline)).toEqual(pipeline)
    expect(pipeline).toMatchObject({
      name: 'The pipeline',
      tags: ['daily', '7'],
      variables: { a: 1, b: { c: [null, 'yes', true] } },
      undoLabel: null,
    })
    expect(pipeline?.blocks).toMatchObject([
      {
        uuid: 'load',
        name: 'load',
        language: 'python',
        file: 'data_loaders/load.py',
        timeoutSeconds: 60,
        retry: { retries: 2, delay: 5, maxDelay: 60, exponentialBackoff: true },
      },
      {
        uuid: 'deep/clean',
        name: 'Clean',
        upstream: ['load'],
        file: 'transformers/deep/clean.py',
        configuration: { dynamic: true, n: 1000, day: '2024-01-31' },
        retry: null,
      },
      { uuid: 'again', replicaOf: 'load', file: 'data_loaders/load.py' },
      { uuid: 'tell', role: 'callback', file: 'callbacks/tell.py', upstream: ['load'] },
    ])
  })

  it('finds a moved file by the end of its path', async () => {
    const block = { uuid: 'a', code: null, configuration: { file_path: 'models/a.py' } }
    await using project = await createTempProject([{ uuid: 'p', blocks: [block] }])
    await project.write('transformers/new/models/a.py', '')
    const { pipeline, problems } = await readPipeline(project.path, 'p')
    expect(pipeline?.blocks[0]?.file).toBe('transformers/new/models/a.py')
    expect(problems).toEqual([])
  })

  it('gives another etag for every other content, and none where there is no file', async () => {
    await using project = await createTempProject([{ uuid: 'p', blocks: [] }])
    const first = await readPipeline(project.path, 'p')
    await project.write('pipelines/p/metadata.yaml', `${await project.read('pipelines/p/metadata.yaml')}# more\n`)
    const second = await readPipeline(project.path, 'p')
    expect(first.etag).toMatch(/^[0-9a-f]{64}$/)
    expect(second.etag).not.toBe(first.etag)
    expect(second.pipeline?.etag).toBe(second.etag)
    expect((await readPipeline(project.path, 'q')).etag).toBeNull()
  })

  it('reads a file with byte order mark and Windows line breaks', async () => {
    await using project = await createTempProject()
    await project.write('pipelines/p/metadata.yaml', '\uFEFFblocks:\r\n- uuid: a\r\n  type: custom\r\nuuid: p\r\n')
    await project.write('custom/a.py', '')
    const { pipeline, problems } = await readPipeline(project.path, 'p')
    expect(pipeline?.blocks.map(({ uuid }) => uuid)).toEqual(['a'])
    expect(problems).toEqual([])
  })

  it('reads 300 pipelines of 30 blocks while a person blinks', async () => {
    await using project = await createTempProject()
    const entry = (index: number) => `- all_upstream_blocks_executed: true
  configuration: {}
  downstream_blocks: []
  executor_type: local_python
  has_callback: false
  language: python
  name: block ${index}
  retry_config: null
  status: not_executed
  timeout: null
  type: custom
  upstream_blocks:${index === 0 ? ' []' : `\n  - block_${index - 1}`}
  uuid: block_${index}
`
    const blocks = Array.from({ length: 30 }, (_, index) => entry(index)).join('')
    const uuids = Array.from({ length: 300 }, (_, index) => `p${index}`)
    await Promise.all(Array.from({ length: 30 }, (_, index) => project.write(`custom/block_${index}.py`, '')))
    for (const uuid of uuids)
      await project.write(`pipelines/${uuid}/metadata.yaml`, `blocks:\n${blocks}name: ${uuid}\nuuid: ${uuid}\n`)
    const start = performance.now()
    for (const uuid of uuids) expect((await readPipeline(project.path, uuid)).problems).toEqual([])
    // About 0.3 s when the machine is free; the tests of others may be running.
    expect(performance.now() - start).toBeLessThan(2000)
  })

  it('leaves out a block with the id of a child: it would take its place in runs', async () => {
    await using project = await createTempProject([
      { uuid: 'p', blocks: [{ uuid: 'each' }, { uuid: 'each:0' }, { uuid: 'other:0' }, { uuid: 'each:first' }] },
    ])
    const { pipeline, problems } = await readPipeline(project.path, 'p')
    expect(pipeline?.blocks.map(({ uuid }) => uuid)).toEqual(['each', 'other:0', 'each:first'])
    expect(pipeline?.leftOut).toEqual(['each:0'])
    expect(problems.map(({ code, message }) => [code, message.split('.')[0]])).toEqual([
      ['child-block-id', 'The id "each:0" is that of a child of "each"'],
    ])
  })
})
