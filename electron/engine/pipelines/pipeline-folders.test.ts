import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createTempPipelines, refusal, value } from './temp-pipelines.ts'

const one = { uuid: 'p', blocks: [{ uuid: 'a' }, { uuid: 'b', upstream: ['a'] }] }
const triggers = `triggers:
# every night
- name: nightly
  pipeline_uuid: p
  schedule_type: time
`

const open = async () => {
  const temp = await createTempPipelines([one])
  await temp.project.write('pipelines/p/triggers.yaml', triggers)
  await temp.project.write('pipelines/p/interactions.yaml', 'blocks: {}\n')
  return { ...temp, on: { projectId: temp.projectId, pipelineUuid: 'p' } }
}

describe('pipelines as wholes', () => {
  it('are made as Mage makes them', async () => {
    await using temp = await open()
    const wanted = { projectId: temp.projectId, name: 'Churn model', description: 'why', tags: ['ml'] }
    const pipeline = value(await temp.pipelines.create(wanted))
    expect(pipeline).toMatchObject({
      uuid: 'churn_model',
      name: 'Churn model',
      description: 'why',
      tags: ['ml'],
      blocks: [],
    })
    const text = await temp.yaml('churn_model')
    expect(text).toMatch(/^blocks: \[\]\ncache_block_output_in_memory: false\n/)
    expect(text).toMatch(/\ncreated_at: '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00'\n/)
    const keys = text.split('\n').flatMap((line) => /^(\w+):/.exec(line)?.[1] ?? [])
    expect(keys).toEqual([...keys].sort())
    expect((await temp.read('churn_model')).problems).toEqual([])
    expect(refusal(await temp.pipelines.create(wanted))).toBe(
      'already-exists: There is a pipeline in pipelines/churn_model already. Choose another name.',
    )
    expect(refusal(await temp.pipelines.create({ ...wanted, name: '??' }))).toMatch(/^invalid-input: /)
  })

  it('are cloned with shared block files, without triggers', async () => {
    await using temp = await open()
    const pipeline = value(await temp.pipelines.clone({ ...temp.on, name: 'Second' }))
    expect(pipeline).toMatchObject({ uuid: 'second', name: 'Second' })
    expect(pipeline.blocks.map(({ file }) => file)).toEqual(['transformers/a.py', 'transformers/b.py'])
    expect((await readdir(temp.project.at('pipelines/second'))).sort()).toEqual(['interactions.yaml', 'metadata.yaml'])
    expect(refusal(await temp.pipelines.clone({ ...temp.on, name: 'p' }))).toMatch(/^already-exists/)
    expect(refusal(await temp.pipelines.clone({ ...temp.on, pipelineUuid: 'ghost', name: 'x' }))).toMatch(/^not-found/)
  })

  it('are renamed with their folder, their triggers and the data products they make', async () => {
    await using temp = await open()
    const products =
      'scores:\n  object_type: pipeline # p\n  object_uuid: p\nother:\n  object_type: block\n  object_uuid: p\n'
    await temp.project.write('global_data_products.yaml', products)
    const pipeline = value(await temp.pipelines.rename({ ...temp.on, name: 'Nightly load' }))
    expect(pipeline).toMatchObject({ uuid: 'nightly_load', name: 'Nightly load' })
    expect(await readdir(temp.project.at('pipelines'))).toEqual(['nightly_load'])
    expect(await temp.project.read('pipelines/nightly_load/triggers.yaml')).toBe(
      triggers.replace('pipeline_uuid: p', 'pipeline_uuid: nightly_load'),
    )
    expect(await temp.project.read('global_data_products.yaml')).toBe(products.replace('uuid: p', 'uuid: nightly_load'))
    expect((await temp.read('nightly_load')).problems).toEqual([])
    expect(temp.changes.at(-1)?.pipelines).toEqual(['p', 'nightly_load'])
  })

  it('change only their name where the folder stays, and refuse a folder that is taken', async () => {
    await using temp = await open()
    expect(value(await temp.pipelines.rename({ ...temp.on, name: 'P' }))).toMatchObject({ uuid: 'p', name: 'P' })
    value(await temp.pipelines.create({ projectId: temp.projectId, name: 'q', description: null, tags: [] }))
    expect(refusal(await temp.pipelines.rename({ ...temp.on, name: 'Q' }))).toMatch(/^already-exists/)
  })

  it('go to the trash; their block files stay', async () => {
    await using temp = await open()
    expect(value(await temp.pipelines.delete(temp.on))).toBeNull()
    expect(await readdir(temp.project.at('pipelines'))).toEqual([])
    expect(await readdir(temp.context.trashDirectory)).toEqual(['1-p'])
    expect(await temp.project.read('transformers/a.py')).toContain('def')
    expect(refusal(await temp.pipelines.delete(temp.on))).toMatch(/^not-found/)
    expect(refusal(await temp.pipelines.get(temp.on))).toMatch(/^not-found: Expected the pipeline's file/)
  })
})

describe('the palette', () => {
  it('offers templates with all they need', async () => {
    await using temp = await open()
    const templates = value(await temp.blocks.templates({}))
    expect(templates.find(({ id }) => id === 'python_transformer')).toMatchObject({
      type: 'transformer',
      language: 'python',
      requires: [],
    })
    for (const { id, type, language } of templates) {
      const add = {
        kind: 'add-block',
        name: `made from ${id}`,
        type,
        language,
        templateId: id,
        position: null,
      } as const
      const pipeline = await temp.edit('p', { ...add, upstream: [], downstream: [] })
      const file = pipeline.blocks.find(({ name }) => name === `made from ${id}`)?.file ?? null
      if (file !== null) expect(await temp.project.read(file)).not.toContain('{{ block_name }}')
    }
    const add = { kind: 'add-block', name: 'x', type: 'custom', language: 'python', position: null } as const
    const refused = await temp.tryEdit('p', { ...add, templateId: '../..', upstream: [], downstream: [] })
    expect(refusal(refused)).toMatch(/^not-found: There is no template/)
  })

  it('lists block files with the pipelines that use them', async () => {
    await using temp = await open()
    await temp.project.pipeline({ uuid: 'q', blocks: [{ uuid: 'a' }] })
    await temp.project.write('data_loaders/finance/unused.sql', '')
    await temp.project.write('data_loaders/__init__.py', '')
    await temp.project.write('transformers/__pycache__/a.cpython-311.pyc', '')
    expect(value(await temp.blocks.files({ projectId: temp.projectId }))).toEqual([
      {
        file: 'data_loaders/finance/unused.sql',
        uuid: 'finance/unused',
        type: 'data_loader',
        language: 'sql',
        pipelines: [],
      },
      { file: 'transformers/a.py', uuid: 'a', type: 'transformer', language: 'python', pipelines: ['p', 'q'] },
      { file: 'transformers/b.py', uuid: 'b', type: 'transformer', language: 'python', pipelines: ['p'] },
    ])
  })
})
