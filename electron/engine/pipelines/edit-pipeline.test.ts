import { describe, expect, it } from 'vitest'
import { createTempPipelines, refusal, value } from './temp-pipelines.ts'

const chain = {
  uuid: 'p',
  blocks: [
    { uuid: 'load', type: 'data_loader' as const },
    { uuid: 'clean', upstream: ['load'] },
    { uuid: 'train', upstream: ['clean'] },
    { uuid: 'tell', type: 'callback' as const, upstream: ['train'] },
    { uuid: 'guard', type: 'conditional' as const, upstream: ['train'] },
  ],
}
const at = { upstream: [], downstream: [], position: null }
const newBlock = { kind: 'add-block', type: 'transformer', language: 'python', templateId: null, ...at } as const

describe('links', () => {
  it('are written on both sides, and read as an edge', async () => {
    await using temp = await createTempPipelines([chain])
    const pipeline = await temp.edit('p', { kind: 'connect', from: 'load', to: 'train' })
    expect(pipeline.blocks.find(({ uuid }) => uuid === 'train')?.upstream).toEqual(['clean', 'load'])
    expect(await temp.yaml('p')).toMatch(/downstream_blocks:\n\s+- clean\n\s+- train\n/)
    expect((await temp.read('p')).problems).toEqual([])
  })

  it('change only the lines that name them', async () => {
    await using temp = await createTempPipelines([chain])
    const before = (await temp.yaml('p')).split('\n')
    await temp.edit('p', { kind: 'connect', from: 'load', to: 'train' })
    const after = (await temp.yaml('p')).split('\n')
    expect(after.length - before.length).toBe(2)
    await temp.edit('p', { kind: 'disconnect', from: 'load', to: 'train' })
    expect((await temp.yaml('p')).split('\n')).toEqual(before)
  })

  it('that close a circle are refused by name, and nothing is written', async () => {
    await using temp = await createTempPipelines([chain])
    const before = await temp.yaml('p')
    const refused = await temp.tryEdit('p', { kind: 'connect', from: 'train', to: 'load' })
    expect(refusal(refused)).toBe(
      'cycle: This link would close a circle: train → load → clean → train. Remove another of these links first.',
    )
    expect(await temp.yaml('p')).toBe(before)
    expect(temp.changes).toEqual([])
  })

  it('of callbacks and conditionals stand in their own list alone', async () => {
    await using temp = await createTempPipelines([chain])
    await temp.edit('p', { kind: 'connect', from: 'clean', to: 'guard' })
    const { pipeline } = await temp.read('p')
    expect(pipeline?.blocks.find(({ uuid }) => uuid === 'guard')?.upstream).toEqual(['train', 'clean'])
    expect(await temp.yaml('p')).not.toMatch(/downstream_blocks:[^u]*- guard/)
  })

  it('keep the order of arguments that was asked for', async () => {
    await using temp = await createTempPipelines([chain])
    await temp.edit('p', { kind: 'set-upstream', block: 'train', upstream: ['load', 'clean'] })
    const pipeline = await temp.edit('p', { kind: 'set-upstream', block: 'train', upstream: ['clean', 'load'] })
    expect(pipeline.blocks.find(({ uuid }) => uuid === 'train')?.upstream).toEqual(['clean', 'load'])
  })
})

describe('adding a block', () => {
  it('makes its file from the empty template, and an entry with every key of Mage', async () => {
    await using temp = await createTempPipelines([chain])
    const answer = value(
      await temp.tryEdit('p', {
        ...newBlock,
        name: 'Fill gaps',
        upstream: ['load'],
        downstream: ['train'],
        position: { x: 1.6, y: 2 },
      }),
    )
    expect(answer.createdBlocks).toEqual(['fill_gaps'])
    expect(answer.pipeline.positions).toEqual({ fill_gaps: { x: 2, y: 2 } })
    expect(answer.pipeline.blocks.find(({ uuid }) => uuid === 'train')?.upstream).toEqual(['clean', 'fill_gaps'])
    expect(await temp.project.read('transformers/fill_gaps.py')).toMatch(/@transformer\ndef fill_gaps\(/)
    expect(await temp.yaml('p')).toContain(`  - all_upstream_blocks_executed: true
    color: null
    configuration: {}
    downstream_blocks:
      - train
    executor_config: null
    executor_type: local_python
    has_callback: false
    language: python
    name: Fill gaps
    retry_config: null
    status: not_executed
    timeout: null
    type: transformer
    upstream_blocks:
      - load
    uuid: fill_gaps
`)
  })

  it('keeps a file that is there, and takes another name where this pipeline has the block', async () => {
    await using temp = await createTempPipelines([chain])
    await temp.project.write('transformers/shared.py', 'mine\n')
    await temp.edit('p', { ...newBlock, name: 'shared' })
    expect(await temp.project.read('transformers/shared.py')).toBe('mine\n')
    const again = value(await temp.tryEdit('p', { ...newBlock, name: 'shared' }, { ...newBlock, name: 'shared' }))
    expect(again.createdBlocks).toEqual(['shared_2', 'shared_3'])
  })

  it('stands in the file beside the block it is put next to', async () => {
    await using temp = await createTempPipelines([chain])
    const order = async (nextTo: { block: string; side: 'before' | 'behind' }, name: string) => {
      const { blocks } = await temp.edit('p', { ...newBlock, name, nextTo })
      return blocks.filter(({ role }) => role === 'block').map(({ uuid }) => uuid)
    }
    const before = await temp.yaml('p')
    expect(await order({ block: 'load', side: 'behind' }, 'second')).toEqual(['load', 'second', 'clean', 'train'])
    expect(await order({ block: 'load', side: 'before' }, 'first')).toEqual([
      'first',
      'load',
      'second',
      'clean',
      'train',
    ])
    expect((await order({ block: 'nobody', side: 'behind' }, 'last')).at(-1)).toBe('last')
    const kept = (await temp.yaml('p')).split('\n')
    expect(before.split('\n').filter((line) => !kept.includes(line))).toEqual([])
  })

  it('puts callbacks and conditionals into their lists', async () => {
    await using temp = await createTempPipelines([chain])
    const pipeline = await temp.edit('p', {
      ...newBlock,
      name: 'only sundays',
      type: 'conditional',
      upstream: ['clean'],
    })
    expect(pipeline.blocks.find(({ uuid }) => uuid === 'only_sundays')).toMatchObject({
      role: 'conditional',
      file: 'conditionals/only_sundays.py',
      upstream: ['clean'],
    })
  })

  it('is done in whole or not at all', async () => {
    await using temp = await createTempPipelines([chain])
    const before = await temp.yaml('p')
    const refused = await temp.tryEdit(
      'p',
      { ...newBlock, name: 'fresh' },
      { kind: 'connect', from: 'ghost', to: 'load' },
    )
    expect(refusal(refused)).toBe(
      'not-found: There is no block "ghost" in this pipeline. It may have been removed meanwhile.',
    )
    expect(await temp.yaml('p')).toBe(before)
    await expect(temp.project.read('transformers/fresh.py')).rejects.toThrow('ENOENT')
  })

  it('takes back what it wrote where the disk fails half-way', async () => {
    await using temp = await createTempPipelines([chain], {
      writeFile: async (path) =>
        path.endsWith('metadata.yaml')
          ? { ok: false, error: { code: 'disk-full', message: 'full' } }
          : { ok: true, value: { etag: '' } },
    })
    const before = await temp.yaml('p')
    expect(refusal(await temp.tryEdit('p', { ...newBlock, name: 'fresh' }))).toBe('disk-full: full')
    expect(await temp.yaml('p')).toBe(before)
    await expect(temp.project.read('transformers/fresh.py')).rejects.toThrow('ENOENT')
  })

  it('from an existing file shares it, and refuses what is no block or here already', async () => {
    await using temp = await createTempPipelines([chain])
    await temp.project.write('data_loaders/finance/rates.sql', 'select 1')
    await temp.project.write('utils/x.py', '')
    const add = (file: string) => temp.tryEdit('p', { kind: 'add-existing-block', file, ...at })
    const { pipeline } = value(await add('data_loaders/finance/rates.sql'))
    expect(pipeline.blocks.at(3)).toMatchObject({ uuid: 'finance/rates', language: 'sql', type: 'data_loader' })
    expect(refusal(await add('data_loaders/finance/rates.sql'))).toMatch(/^already-exists: .*Duplicate that block/)
    expect(refusal(await add('utils/x.py'))).toMatch(/^invalid-input: utils\/x.py is no block/)
    expect(refusal(await add('data_loaders/gone.py'))).toMatch(/^not-found/)
  })
})

describe('removing a block', () => {
  it('takes it out of every list, and leaves its file', async () => {
    await using temp = await createTempPipelines([chain])
    const pipeline = await temp.edit('p', { kind: 'remove-block', block: 'train', bridge: false })
    expect(pipeline.blocks.map(({ uuid, upstream }) => [uuid, upstream])).toEqual([
      ['load', []],
      ['clean', ['load']],
      ['tell', []],
      ['guard', []],
    ])
    expect(await temp.yaml('p')).not.toContain('train')
    expect(await temp.project.read('transformers/train.py')).toContain('def')
  })

  it('can bridge the gap', async () => {
    await using temp = await createTempPipelines([chain])
    const pipeline = await temp.edit('p', { kind: 'remove-block', block: 'clean', bridge: true })
    expect(pipeline.blocks.find(({ uuid }) => uuid === 'train')?.upstream).toEqual(['load'])
    expect((await temp.read('p')).problems).toEqual([])
  })

  it('is refused while a replica needs it, unless both go', async () => {
    const replica = { uuid: 'again', code: null, entry: { replicated_block: 'load' } }
    await using temp = await createTempPipelines([{ uuid: 'p', blocks: [{ uuid: 'load' }, replica] }])
    const remove = (block: string) => ({ kind: 'remove-block', block, bridge: false }) as const
    expect(refusal(await temp.tryEdit('p', remove('load')))).toBe(
      'invalid-input: "again" is a replica of "load" and runs its code. Remove "again" first, or both together.',
    )
    expect((await temp.edit('p', remove('load'), remove('again'))).blocks).toEqual([])
  })
})

describe('copies', () => {
  it('duplicate a block with a file of its own', async () => {
    await using temp = await createTempPipelines([chain])
    await temp.project.write('transformers/clean.py', 'the code\n')
    const answer = value(await temp.tryEdit('p', { kind: 'duplicate-block', block: 'clean', position: null }))
    expect(answer.createdBlocks).toEqual(['clean_copy'])
    expect(answer.pipeline.blocks.map(({ uuid }) => uuid).slice(0, 4)).toEqual(['load', 'clean', 'clean_copy', 'train'])
    expect(answer.pipeline.blocks[2]?.upstream).toEqual(['load'])
    expect(await temp.project.read('transformers/clean_copy.py')).toBe('the code\n')
  })

  it('paste into another pipeline with shared files and the links among them', async () => {
    await using temp = await createTempPipelines([chain, { uuid: 'q', blocks: [] }])
    await temp.edit('p', { kind: 'move-blocks', positions: { clean: { x: 10, y: 20 } } })
    const paste = {
      kind: 'paste-blocks',
      fromPipeline: 'p',
      blocks: ['clean', 'train', 'tell'],
      offset: { x: 5, y: 5 },
    } as const
    const pasted = await temp.edit('q', { ...paste, blocks: [...paste.blocks] })
    expect(pasted.blocks.map(({ uuid, role, upstream }) => [uuid, role, upstream])).toEqual([
      ['clean', 'block', []],
      ['train', 'block', ['clean']],
      ['tell', 'callback', ['train']],
    ])
    expect(pasted.positions).toEqual({ clean: { x: 15, y: 25 } })
    const again = value(await temp.tryEdit('q', { ...paste, blocks: [...paste.blocks] }))
    expect(again.createdBlocks).toEqual(['clean_copy', 'train_copy', 'tell_copy'])
    expect(again.pipeline.blocks.find(({ uuid }) => uuid === 'train_copy')?.upstream).toEqual(['clean_copy'])
    expect((await temp.read('q')).problems).toEqual([])
  })
})

describe('settings', () => {
  it('reach the file and come back', async () => {
    await using temp = await createTempPipelines([chain])
    const retry = { retries: 2, delay: 1.5, maxDelay: 60, exponentialBackoff: false }
    const pipeline = await temp.edit(
      'p',
      { kind: 'set-configuration', block: 'load', configuration: { limit: 5, deep: { list: ['yes', null] } } },
      { kind: 'set-block-settings', block: 'load', timeoutSeconds: 30, color: 'teal', retry },
      { kind: 'set-properties', name: 'P', description: 'two\nlines', tags: ['daily'], variables: { n: 3, text: '3' } },
    )
    expect(pipeline.blocks[0]).toMatchObject({
      configuration: { limit: 5, deep: { list: ['yes', null] } },
      timeoutSeconds: 30,
      color: 'teal',
      retry,
    })
    expect(pipeline).toMatchObject({
      name: 'P',
      description: 'two\nlines',
      tags: ['daily'],
      variables: { n: 3, text: '3' },
    })
  })

  it('move blocks in layout.json alone, one line a block', async () => {
    await using temp = await createTempPipelines([chain])
    const before = await temp.yaml('p')
    await temp.edit('p', {
      kind: 'move-blocks',
      positions: { load: { x: 1, y: 2 }, clean: { x: 3, y: 4 }, ghost: { x: 0, y: 0 } },
    })
    expect(await temp.yaml('p')).toBe(before)
    expect(await temp.project.read('pipelines/p/layout.json')).toBe(
      '{\n  "version": 1,\n  "blocks": {\n    "clean": { "x": 3, "y": 4 },\n    "load": { "x": 1, "y": 2 }\n  }\n}\n',
    )
  })

  it('tell the windows and the watcher what was written', async () => {
    await using temp = await createTempPipelines([chain])
    await temp.edit('p', { ...newBlock, name: 'fresh' })
    expect(temp.changes).toEqual([{ projectId: temp.projectId, pipelines: ['p'], blockFiles: true, tree: true }])
    expect(temp.ownWrites.map((path) => path.slice(temp.project.path.length + 1)).sort()).toEqual([
      'pipelines/p/metadata.yaml',
      'transformers/fresh.py',
    ])
  })

  it('of a pipeline that cannot be read are refused with its problem', async () => {
    await using temp = await createTempPipelines()
    await temp.project.write('pipelines/p/metadata.yaml', 'blocks: [\n')
    const refused = await temp.tryEdit('p', { kind: 'set-properties', name: 'x' })
    expect(refusal(refused)).toMatch(/^unreadable-file: Expected YAML, but it breaks off at line/)
    expect(refusal(await temp.tryEdit('q', { kind: 'set-properties', name: 'x' }))).toMatch(/^not-found: /)
  })

  it('that come at the same time are all kept', async () => {
    await using temp = await createTempPipelines([chain])
    const names = Array.from({ length: 8 }, (_, index) => `block ${index}`)
    await Promise.all(names.map((name) => temp.edit('p', { ...newBlock, name })))
    const { pipeline } = await temp.read('p')
    for (const name of names) expect(pipeline?.blocks.some((block) => block.name === name)).toBe(true)
  })
})
